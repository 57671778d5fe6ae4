import { describe, expect, it } from "vitest";
import { Refused } from "../../src/base/errors.ts";
import { sizeOf, type NamedTensors } from "../../src/base/tensors.ts";
import * as tf from "../../src/engine/tf.ts";
import { parseBertConfig } from "../../src/model/bert-config.ts";
import { createBert } from "../../src/model/bert.ts";
import { mobileBertConfig } from "../../src/model/mobilebert-config.ts";
import { createMobileBert } from "../../src/model/mobilebert.ts";
import type { Network } from "../../src/model/network.ts";
import { checkTensors, disposeParameters, fromTensors, targetsOf, toTensors, toVariables } from "../../src/model/parameters.ts";
import type { Architecture } from "../../src/study/architecture.ts";
import { mobilebertParameters } from "../../src/study/templates/mobilebert.ts";
import { bertParameters } from "../../src/study/templates/bert.ts";
import type { Template } from "../../src/study/templates/template.ts";
import { zoo } from "../../src/study/zoo.ts";
import { describeBackends } from "../suites/backend.ts";

const vocabulary = { vocabSize: 30522, maxPositionEmbeddings: 512 };
const template: Template = {
  name: "mobilebert",
  embeddingSize: 128,
  normalization: "no_norm",
  activation: "relu",
  trigramInput: true,
  keyQuerySharedBottleneck: true,
  useBottleneckAttention: false,
};
const mobilebert: Architecture = {
  numHiddenLayers: 24,
  hiddenSize: 512,
  intraBottleneckSize: 128,
  numAttentionHeads: 4,
  intermediateSize: 512,
  numFeedforwardNetworks: 4,
};

const count = (network: Network) => [...network.shapes.values()].reduce((sum, shape) => sum + sizeOf(shape), 0);
const encoderOf = (architecture: Architecture, given = template) =>
  count(createMobileBert(mobileBertConfig(architecture, given, vocabulary), []));

/** Millions, by hidden size and bottleneck; columns are feed-forward size (384, 512, 640) by networks (2, 4, 6). */
const table = `
128  64  7.52  9.91 12.29  8.31 11.49 14.67  9.10 13.08 17.05
128  96  9.47 13.04 16.62 10.66 15.42 20.17 11.84 17.79 23.73
128 128 11.58 16.33 21.09 13.16 19.49 25.82 14.73 22.65 30.56
128 160 13.83 19.77 25.71 15.80 23.71 31.62 17.77 27.66 37.54
256  64  8.43 10.82 13.20  9.22 12.40 15.58 10.01 13.99 17.96
256  96 10.78 14.35 17.92 11.96 16.72 21.48 13.15 19.09 25.03
256 128 13.27 18.03 22.78 14.85 21.19 27.52 16.43 24.35 32.26
256 160 15.92 21.86 27.80 17.89 25.80 33.71 19.86 29.75 39.63
384  64  9.34 11.73 14.11 10.13 13.31 16.49 10.93 14.90 18.87
384  96 12.08 15.65 19.22 13.27 18.02 22.78 14.45 20.40 26.34
384 128 14.97 19.73 24.48 16.55 22.88 29.22 18.13 26.04 33.96
384 160 18.01 23.95 29.89 19.98 27.89 35.80 21.95 31.84 41.72
512  64 10.25 12.64 15.02 11.04 14.22 17.40 11.84 15.81 19.78
512  96 13.39 16.96 20.53 14.57 19.33 24.09 15.76 21.70 27.64
512 128 16.67 21.42 26.18 18.25 24.58 30.92 19.83 27.74 35.65
512 160 20.10 26.04 31.98 22.07 29.98 37.89 24.04 33.93 43.81`
  .trim()
  .split("\n")
  .map((line) => line.trim().split(/\s+/).map(Number));

describe("MobileBERT's parameters", () => {
  it("are Hugging Face's for its defaults", () => {
    expect(encoderOf(mobilebert)).toBe(24_581_888);
    const config = mobileBertConfig(mobilebert, template, vocabulary);
    expect(count(createMobileBert(config))).toBe(36_597_564);
    expect(count(createMobileBert({ ...config, classifierActivation: true }))).toBe(36_860_220);
    expect(encoderOf(mobilebert) - encoderOf({ ...mobilebert, numHiddenLayers: 23 })).toBe(842_240);
    expect(createMobileBert(config).shapes.get("cls.predictions.dense.weight")).toEqual([384, 30522]);
  });

  it("have PyTorch's names: 1121 tensors without pooler, two of them tied", () => {
    expect(createMobileBert(mobileBertConfig(mobilebert, template, vocabulary)).shapes.size).toBe(1121 - 2);
  });

  it.each(table)("fill the row of hidden size %d, bottleneck %d", (hiddenSize = 0, intraBottleneckSize = 0, ...millions) => {
    const got = [384, 512, 640].flatMap((intermediateSize) =>
      [2, 4, 6].flatMap((numFeedforwardNetworks) => {
        const sizes = { ...mobilebert, hiddenSize, intraBottleneckSize, intermediateSize, numFeedforwardNetworks };
        const perHeads = [1, 2, 4, 8].map((numAttentionHeads) => encoderOf({ ...sizes, numAttentionHeads }));
        expect(new Set(perHeads).size).toBe(1);
        expect(perHeads[0]).toBe(mobilebertParameters(sizes, template, vocabulary));
        return Math.round((perHeads[0] ?? NaN) / 1e4) / 100;
      }),
    );
    expect(got).toEqual(millions);
  });

  const variants = [true, false].flatMap((keyQuerySharedBottleneck) =>
    [true, false].flatMap((useBottleneckAttention) =>
      [true, false].map((trigramInput) => ({ ...template, keyQuerySharedBottleneck, useBottleneckAttention, trigramInput })),
    ),
  );
  it.each(variants)("equal the formula: shared $keyQuerySharedBottleneck, bottleneck attention $useBottleneckAttention, trigram $trigramInput", (variant) => {
    const small = { ...mobilebert, numHiddenLayers: 2, numFeedforwardNetworks: 1 };
    expect(encoderOf(small, variant)).toBe(mobilebertParameters(small, variant, vocabulary));
  });
});

describe("the zoo's parameters", () => {
  it.each(zoo)("are those of its network: $name", (entry) => {
    if (entry.kind === "mobilebert") {
      const { architecture, template: own } = entry.sizes;
      expect(encoderOf(architecture, own)).toBe(mobilebertParameters(architecture, own, vocabulary));
      return;
    }
    const { layers, hiddenSize, heads, intermediateSize } = entry.sizes;
    const config = parseBertConfig({
      model_type: "bert",
      num_hidden_layers: layers,
      hidden_size: hiddenSize,
      num_attention_heads: heads,
      intermediate_size: intermediateSize,
    });
    // The NSP head holds the pooler and a linear layer of two classes.
    expect(count(createBert(config, ["nsp"])) - 2 * hiddenSize - 2).toBe(bertParameters(entry.sizes, vocabulary));
  });
});

const tiny = createMobileBert(
  mobileBertConfig(
    { numHiddenLayers: 1, hiddenSize: 8, intraBottleneckSize: 4, numAttentionHeads: 2, intermediateSize: 6, numFeedforwardNetworks: 2 },
    { ...template, embeddingSize: 6 },
    { vocabSize: 10, maxPositionEmbeddings: 5 },
  ),
);
const word = "mobilebert.embeddings.word_embeddings.weight";
const norm = "mobilebert.embeddings.LayerNorm";

const renamed = (tensors: NamedTensors, rename: (name: string) => string): NamedTensors =>
  new Map([...tensors].map(([name, tensor]) => [rename(name), tensor]));

describe("checking tensors", () => {
  const good = tiny.initialise(1);

  it("picks the network's own and ignores others", () => {
    const more = new Map([...good, ["cls.predictions.decoder.weight", { shape: [10, 6], data: new Float32Array(60) }]]);
    const checked = checkTensors(tiny, more, "a.safetensors");
    expect([...checked.keys()]).toEqual([...tiny.shapes.keys()]);
    expect(checked.get(word)).toBe(good.get(word));
  });

  it("accepts names without the encoder's prefix, and the norms' early names", () => {
    const bare = renamed(good, (name) => name.replace(/^mobilebert\./, ""));
    expect(checkTensors(tiny, bare, "x").get(word)).toBe(good.get(word));
    const early = renamed(good, (name) => name.replace("LayerNorm.weight", "LayerNorm.gamma").replace("LayerNorm.bias", "LayerNorm.beta"));
    expect(checkTensors(tiny, early, "x").get(`${norm}.bias`)).toBe(good.get(`${norm}.bias`));
    const tied = renamed(good, (name) => (name === "cls.predictions.bias" ? "cls.predictions.decoder.bias" : name));
    expect(checkTensors(tiny, tied, "x").size).toBe(tiny.shapes.size);
  });

  it("refuses a missing tensor by its name and shape", () => {
    const missing = new Map(good);
    missing.delete(word);
    expect(() => checkTensors(tiny, missing, "a.safetensors")).toThrow(new Refused(`a.safetensors lacks the tensor "${word}" [10, 6]`, word));
  });

  it("refuses another shape, naming both", () => {
    const wrong = new Map([...good, [word, { shape: [6, 10], data: new Float32Array(60) }]]);
    expect(() => checkTensors(tiny, wrong, "a.safetensors")).toThrow(
      new Refused(`a.safetensors: the tensor "${word}" must have the shape [10, 6], got [6, 10]`, word),
    );
  });

  it("tells for which tasks there are heads", () => {
    expect(targetsOf(good)).toEqual(["mlm", "nsp"]);
    expect(targetsOf(new Map([...good].filter(([name]) => !name.startsWith("cls."))))).toEqual([]);
  });
});

describe("initial values", () => {
  const values = createMobileBert(mobileBertConfig({ ...mobilebert, numHiddenLayers: 1 }, template, { ...vocabulary, vocabSize: 1000 })).initialise(7);

  it("are normal with deviation 0.02, norms 1 and 0, biases 0", () => {
    const data = values.get(word)?.data ?? new Float32Array();
    const mean = data.reduce((sum, value) => sum + value, 0) / data.length;
    const deviation = Math.sqrt(data.reduce((sum, value) => sum + (value - mean) ** 2, 0) / data.length);
    expect(mean).toBeCloseTo(0, 3);
    expect(deviation).toBeCloseTo(0.02, 3);
    expect(new Set(values.get(`${norm}.weight`)?.data)).toEqual(new Set([1]));
    expect(new Set(values.get(`${norm}.bias`)?.data)).toEqual(new Set([0]));
    expect(new Set(values.get("cls.predictions.bias")?.data)).toEqual(new Set([0]));
  });

  it("depend on the seed and on nothing else", () => {
    expect(tiny.initialise(1)).toEqual(tiny.initialise(1));
    expect(tiny.initialise(1).get(word)).not.toEqual(tiny.initialise(2).get(word));
  });
});

describeBackends("parameters on the device", () => {
  it("come back as they went, and are freed", async () => {
    const tensors = tiny.initialise(3);
    const before = tf.memory().numTensors;
    for (const make of [toTensors, toVariables]) {
      const parameters = make(tensors);
      expect(tf.memory().numTensors).toBe(before + tensors.size);
      expect(await fromTensors(parameters)).toEqual(tensors);
      disposeParameters(parameters);
      expect(tf.memory().numTensors).toBe(before);
    }
  });

  it("are written without touching the tensors they came from", async () => {
    const tensors = tiny.initialise(3);
    const first = tensors.get(word)?.data[0];
    const variables = toVariables(tensors);
    variables.get(word)?.assign(tf.zeros([10, 6]));
    expect(tensors.get(word)?.data[0]).toBe(first);
    disposeParameters(variables);
  });
});
