/** Students out of the lab and back in: the same tensors, and the same outputs in another runtime. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { createRandom } from "../../src/base/random.ts";
import { createTokenizer } from "../../src/data/tokenizer.ts";
import * as tf from "../../src/engine/tf.ts";
import { readModelFiles } from "../../src/formats/hugging-face.ts";
import { onnxFileNames } from "../../src/formats/onnx/precision.ts";
import { outputNames } from "../../src/formats/onnx/mobilebert.ts";
import { exportStudent } from "../../src/lab/exports.ts";
import { loadNetwork } from "../../src/model/load.ts";
import { mobileBertConfig } from "../../src/model/mobilebert-config.ts";
import { createMobileBert } from "../../src/model/mobilebert.ts";
import { toTensors } from "../../src/model/parameters.ts";
import { createMemoryStore } from "../../src/store/memory.ts";
import type { Architecture } from "../../src/study/architecture.ts";
import type { Template } from "../../src/study/templates/template.ts";
import { runOnnx, worstDifference } from "../suites/onnx.ts";
import { requirementsWith, studyWith, teacher, trialWith } from "../suites/studies.ts";
import { startBackend } from "../tools/node-backend.ts";

const builtin = join(import.meta.dirname, "../../public/builtin");
const vocabulary = { vocabSize: 50, maxPositionEmbeddings: 48 };
const tasks = ["mlm", "nsp"] as const;

const random = createRandom(7);
const oneOf = <T>(...values: readonly [T, ...T[]]): T => values[Math.floor(random.uniform() * values.length)] ?? values[0];
const students = Array.from({ length: 20 }, (): { architecture: Architecture; template: Template } => {
  const keyQuerySharedBottleneck = oneOf(true, false);
  return {
    architecture: {
      numHiddenLayers: oneOf(1, 2, 3),
      hiddenSize: oneOf(16, 24, 40),
      intraBottleneckSize: oneOf(8, 12, 24),
      numAttentionHeads: oneOf(1, 2, 4),
      intermediateSize: oneOf(8, 20),
      numFeedforwardNetworks: oneOf(1, 2, 4),
    },
    template: {
      name: "mobilebert",
      embeddingSize: oneOf(8, 16),
      normalization: oneOf("no_norm", "layer_norm"),
      activation: oneOf("relu", "gelu"),
      trigramInput: oneOf(true, false),
      keyQuerySharedBottleneck,
      // The one form that Hugging Face's class cannot hold has neither.
      useBottleneckAttention: keyQuerySharedBottleneck ? oneOf(true, false) : true,
    },
  };
});

async function exported({ architecture, template }: (typeof students)[number], seed: number) {
  const store = createMemoryStore();
  const trial = trialWith({}, { architecture });
  const study = { ...studyWith([trial], requirementsWith({ template, tasks: [...tasks] })), teacher: { ...teacher, ...vocabulary } };
  const network = createMobileBert(mobileBertConfig(architecture, template, vocabulary));
  // Off their initial values, so that no two tensors are alike.
  const noise = createRandom(seed);
  const tensors = new Map(
    [...network.initialise(seed)].map(([name, { shape, data }]) => [name, { shape, data: data.map((value) => value + 0.1 * noise.normal()) }]),
  );
  await store.saveStudy(study);
  await store.saveStudent(study.id, trial.id, tensors);
  const ports = { store, builtinFile: async (name: string) => new Uint8Array(readFileSync(join(builtin, name))) };
  return { files: await exportStudent(study, trial.id, ["float32"], ports), network, tensors };
}

describe("an exported student", () => {
  beforeAll(() => startBackend("wasm"));

  it.each(students.map((student, index) => [index, student] as const))("%i comes back as it went, and ONNX Runtime agrees", async (seed, student) => {
    const { files, network, tensors } = await exported(student, seed);
    const read = readModelFiles(files);
    const back = loadNetwork(read.config, read.tensors).tensors;
    expect([...back.keys()].sort()).toEqual([...tensors.keys()].sort());
    for (const [name, { shape, data }] of tensors) {
      expect(back.get(name)?.shape).toEqual(shape);
      expect(Buffer.compare(Buffer.from(back.get(name)?.data.buffer ?? new ArrayBuffer(0)), Buffer.from(data.buffer))).toBe(0);
    }
    if (seed % 4 > 0) return;

    const [batch, length] = [2, 9];
    const ids = Array.from({ length: batch }, () => Array.from({ length }, () => Math.floor(random.uniform() * vocabulary.vocabSize)));
    const types = ids.map((row) => row.map((_, s) => (s < 4 ? 0 : 1)));
    const mask = ids.map((row, b) => row.map((_, s) => (s < length - 3 * b ? 1 : 0)));
    const model = files.find(({ name }) => name === onnxFileNames.float32)?.bytes ?? new Uint8Array();
    const theirs = await runOnnx(model, { inputIds: ids, tokenTypeIds: types, attentionMask: mask });
    const parameters = toTensors(tensors);
    const { hiddenStates } = network.encode(parameters, {
      inputIds: tf.tensor2d(ids, [batch, length], "int32"),
      tokenTypeIds: tf.tensor2d(types, [batch, length], "int32"),
      attentionMask: tf.tensor2d(mask, [batch, length]),
    });
    const last = hiddenStates.at(-1) ?? tf.zeros<tf.Rank.R3>([0, 0, 0]);
    const logits = network.mlmLogits(parameters, tf.reshape<tf.Rank.R2>(last, [batch * length, network.hiddenSize]));
    const ours = {
      [outputNames.features]: last,
      [outputNames.mlm]: tf.reshape(logits, [batch, length, network.vocabSize]),
      [outputNames.nsp]: network.nspLogits(parameters, last),
    };
    for (const [name, tensor] of Object.entries(ours)) {
      const expected = { shape: tensor.shape, values: Array.from(await tensor.data()) };
      expect(worstDifference(theirs[name] ?? { shape: [], values: [] }, expected)).toBeLessThan(1e-4);
    }
  });

  it("has the teacher's tokenizer whole, however little of it the teacher had", async () => {
    const { files } = await exported(students[0] ?? { architecture: trialWith({}).architecture, template: requirementsWith().template }, 0);
    const jsonOf = (name: string) => JSON.parse(new TextDecoder().decode(files.find((file) => file.name === name)?.bytes));
    expect(jsonOf("tokenizer_config.json")).toMatchObject({ tokenizer_class: "BertTokenizer", do_lower_case: true, mask_token: "[MASK]", model_max_length: 48 });
    const vocab = readFileSync(join(builtin, "vocab.txt"), "utf8").trimEnd().split("\n");
    const [fromLines, fromJson] = [createTokenizer({ vocab, lowerCase: true }), createTokenizer({ tokenizerJson: jsonOf("tokenizer.json") })];
    const text = "The gardener opened the gate, [MASK] unbelievable!";
    expect(fromJson.encode(text)).toEqual(fromLines.encode(text));
    expect(jsonOf("tokenizer.json").post_processor.special_tokens["[CLS]"].ids).toEqual([fromLines.special.cls]);
  });
});
