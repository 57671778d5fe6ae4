import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Refused } from "../../src/base/errors.ts";
import { parseBertConfig } from "../../src/model/bert-config.ts";
import { parseConfig } from "../../src/model/load.ts";
import { mobileBertConfig, parseMobileBertConfig, toHuggingFaceConfig } from "../../src/model/mobilebert-config.ts";
import { createMobileBert } from "../../src/model/mobilebert.ts";
import { zoo } from "../../src/study/zoo.ts";
import { goldenFolder } from "../suites/golden.ts";

const fileOf = (folder: string): Record<string, unknown> => JSON.parse(readFileSync(join(goldenFolder, folder, "config.json"), "utf8"));
const folders = ["mobilebert_nonorm", "mobilebert_layernorm", "mobilebert_plain_head"];

const mobilebert = zoo[0];
if (mobilebert?.kind !== "mobilebert") throw new Error("the zoo begins with MobileBERT");
const { architecture, template } = mobilebert.sizes;
const vocabulary = { vocabSize: 30522, maxPositionEmbeddings: 512 };
const config = mobileBertConfig(architecture, template, vocabulary);

describe("MobileBERT's config.json", () => {
  it.each(folders)("comes back as transformers wrote it: %s", (folder) => {
    const file = fileOf(folder);
    // The version tells who wrote the file.
    const { transformers_version: version, ...fields } = file;
    expect(version).toBeTypeOf("string");
    expect(toHuggingFaceConfig(parseMobileBertConfig(file))).toEqual(fields);
  });

  it("is written with sorted keys", () => {
    const keys = Object.keys(toHuggingFaceConfig(config));
    expect(keys).toEqual([...keys].sort());
  });

  it("means MobileBERT itself where it says nothing, with a pooler", () => {
    expect(parseMobileBertConfig({ model_type: "mobilebert" })).toEqual({ ...config, classifierActivation: true });
  });

  it("of a student comes back", () => {
    const student = mobileBertConfig(
      { ...architecture, hiddenSize: 96, intraBottleneckSize: 48 },
      { ...template, embeddingSize: 64, normalization: "layer_norm", activation: "gelu", trigramInput: false },
      { vocabSize: 4096, maxPositionEmbeddings: 128 },
    );
    expect(parseMobileBertConfig(toHuggingFaceConfig(student))).toEqual(student);
  });

  it.each([
    [{ hidden_act: "silu" }, "hidden_act", '"silu"'],
    [{ use_bottleneck: false }, "use_bottleneck", "false"],
    [{ normalization_type: "rms_norm" }, "normalization_type", '"rms_norm"'],
    [{ hidden_size: -1 }, "hidden_size", "-1"],
    [{ num_hidden_layers: 2.5 }, "num_hidden_layers", "2.5"],
    [{ tie_word_embeddings: false }, "tie_word_embeddings", "false"],
    [{ num_attention_heads: 3 }, "intra_bottleneck_size", "128"],
    [{ hidden_size: 64 }, "hidden_size", "64"],
  ])("is refused by field and value: %j", (change, field, value) => {
    const parsing = () => parseMobileBertConfig({ model_type: "mobilebert", ...change });
    expect(parsing).toThrow(Refused);
    expect(parsing).toThrow(field);
    expect(parsing).toThrow(new RegExp(`${value}$`));
  });

  it("cannot say that queries come from the hidden size", () => {
    const unshared = { ...config, keyQuerySharedBottleneck: false };
    expect(() => toHuggingFaceConfig(unshared)).toThrow(Refused);
    expect(createMobileBert(unshared).shapes.get("mobilebert.encoder.layer.0.attention.self.query.weight")).toEqual([128, 512]);
    expect(toHuggingFaceConfig({ ...unshared, useBottleneckAttention: true })["key_query_shared_bottleneck"]).toBe(false);
  });
});

describe("BERT's config.json", () => {
  it("means BERT base where it says nothing", () => {
    expect(parseBertConfig({ model_type: "bert" })).toEqual({
      modelType: "bert",
      vocabSize: 30522,
      maxPositionEmbeddings: 512,
      typeVocabSize: 2,
      numHiddenLayers: 12,
      hiddenSize: 768,
      numAttentionHeads: 12,
      intermediateSize: 3072,
      hiddenAct: "gelu",
      layerNormEps: 1e-12,
    });
  });

  it.each([
    [{ hidden_act: "silu" }, '"silu"'],
    [{ position_embedding_type: "relative_key" }, '"relative_key"'],
    [{ is_decoder: true }, "true"],
    [{ hidden_size: 100 }, "100"],
  ])("is refused by its value: %j", (change, value) => {
    expect(() => parseBertConfig({ model_type: "bert", ...change })).toThrow(new RegExp(`${value}$`));
  });
});

describe("a model type", () => {
  it("decides which configuration is read", () => {
    expect(parseConfig({ model_type: "bert" }).modelType).toBe("bert");
    expect(parseConfig(fileOf("mobilebert_nonorm")).modelType).toBe("mobilebert");
  });

  it.each([
    [{ model_type: "gpt2" }, '"gpt2"'],
    [{}, "undefined"],
    [null, "null"],
  ])("is refused when unknown or missing: %j", (json, value) => {
    expect(() => parseConfig(json)).toThrow(Refused);
    expect(() => parseConfig(json)).toThrow(new RegExp(`${value}$`));
  });
});
