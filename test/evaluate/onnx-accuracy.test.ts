/** Accuracy of ONNX models: that of our own engine on the same batches, and a number one can count for a made-up one. */
import { beforeAll, describe, expect, it } from "vitest";
import type { BatchSource } from "../../src/data/batch.ts";
import { measureAccuracy } from "../../src/evaluate/accuracy.ts";
import { measureOnnxAccuracy } from "../../src/evaluate/onnx-accuracy.ts";
import { openOnnxRuntime } from "../../src/evaluate/onnx-runtime.ts";
import { outputNames, writeOnnx } from "../../src/formats/onnx/mobilebert.ts";
import { mobileBertConfig } from "../../src/model/mobilebert-config.ts";
import { createMobileBert } from "../../src/model/mobilebert.ts";
import { disposeParameters, toTensors } from "../../src/model/parameters.ts";
import { createRandom } from "../../src/base/random.ts";
import { requirementsWith, someArchitecture } from "../suites/studies.ts";
import { startBackend } from "../tools/node-backend.ts";

const [batchSize, sequenceLength, vocabSize] = [4, 8, 20];
const tasks = ["mlm", "nsp"] as const;

const batches: BatchSource = {
  count: 3,
  batch(index) {
    const random = createRandom(index);
    const ints = (length: number, bound: number) => Int32Array.from({ length }, () => random.integer(bound));
    return {
      batchSize,
      sequenceLength,
      inputIds: ints(batchSize * sequenceLength, vocabSize),
      tokenTypeIds: ints(batchSize * sequenceLength, 2),
      attentionMask: new Float32Array(batchSize * sequenceLength).fill(1),
      maskedPositions: Int32Array.of(1, 9, 17, 0),
      maskedLabels: ints(4, vocabSize),
      maskedWeights: Float32Array.of(1, 1, 1, 0),
      nspLabels: ints(batchSize, 2),
    };
  },
};

describe("measureOnnxAccuracy", () => {
  beforeAll(() => startBackend("wasm"), 60_000);

  it("finds what our own engine finds", async () => {
    const form = mobileBertConfig(someArchitecture, { ...requirementsWith().template, embeddingSize: 32 }, { vocabSize, maxPositionEmbeddings: 8 });
    const network = createMobileBert(form);
    const tensors = network.initialise(5);
    const parameters = toTensors(tensors);
    const ours = await measureAccuracy({ network, parameters, batches, batchCount: 3, tasks: [...tasks] });
    disposeParameters(parameters);
    const model = writeOnnx({ form, tensors, outputs: [...tasks], precision: "float32" });
    const open: typeof openOnnxRuntime = (name) => openOnnxRuntime(name, null, () => import("onnxruntime-web"));
    const theirs = await measureOnnxAccuracy({ model, batches, batchCount: 3, tasks: [...tasks], files: null, open });
    expect(theirs).toEqual({ mlmAccuracy: ours.mlmAccuracy, nspAccuracy: ours.nspAccuracy });
  });

  it("counts only hidden tokens: three of four slots", async () => {
    const { maskedLabels } = batches.batch(0);
    // Right at the first two hidden tokens, wrong elsewhere; always "follows".
    const words = new Float32Array(batchSize * sequenceLength * vocabSize);
    [1, 9].forEach((position, slot) => (words[position * vocabSize + (maskedLabels[slot] ?? 0)] = 1));
    words[17 * vocabSize + (((maskedLabels[2] ?? 0) + 1) % vocabSize)] = 1;
    const pairs = Float32Array.from({ length: 2 * batchSize }, (_, i) => (i % 2 === 0 ? 1 : 0));
    const session = { predict: async () => new Map([[outputNames.mlm, words], [outputNames.nsp, pairs]]), dispose: async () => {} };
    const open: typeof openOnnxRuntime = async () => ({ open: async () => session, createPass: () => Promise.reject(new Error("not asked for")) });
    const metrics = await measureOnnxAccuracy({ model: new Uint8Array(), batches, batchCount: 1, tasks: [...tasks], files: null, open });
    expect(metrics.mlmAccuracy).toMatchObject({ value: 2 / 3, samples: 3 });
    const following = batches.batch(0).nspLabels.filter((label) => label === 0).length;
    expect(metrics.nspAccuracy).toMatchObject({ value: following / batchSize, samples: batchSize });
  });
});
