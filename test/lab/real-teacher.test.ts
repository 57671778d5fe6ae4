/** The trained teacher beside the repository learns a real task: it beats always guessing the most frequent class. */
import { describe, expect, it } from "vitest";
import { readTask } from "../../src/formats/tasks/read-task.ts";
import { fineTune } from "../../src/lab/downstream/fine-tune.ts";
import { prepareTask } from "../../src/lab/downstream/prepare-task.ts";
import { readTeacher } from "../../src/lab/read-teacher.ts";
import { usualFineTuning } from "../../src/study/fine-tuning.ts";
import { realBytes, realDirectory, realFilesMissing } from "../formats/real.ts";
import { startBackend } from "../suites/backend.ts";

/** So little that it takes seconds: with all examples the teacher does better. */
const settings = { ...usualFineTuning, batchSize: 8, sequenceLength: 32, epochs: 1, evaluationsPerEpoch: 1, learningRates: [5e-4] };
const trainingExamples = 1700;

describe.skipIf(realFilesMissing)("the real teacher", () => {
  it("beats the most frequent class on SST-2's development examples", async () => {
    await startBackend("wasm");
    const { config, tensors: pretrained, tokenizer } = readTeacher(realDirectory("teacher"));
    const files = ["train.tsv", "dev.tsv"].map((name) => ({ name, content: new Blob([new Uint8Array(realBytes(`tasks/SST-2/${name}`))]) }));
    const examples = await readTask("sst2", files);
    if (examples.kind !== "sentences") throw new Error("SST-2 is a task of sentences");
    const some = { ...examples, training: examples.training.slice(0, trainingExamples) };
    const prepared = prepareTask("sst2", some, { tokenizer, maxPositionEmbeddings: config.maxPositionEmbeddings }, settings, 1);
    const running = fineTune({ config, pretrained, prepared, settings, learningRate: 5e-4, seed: 1, now: () => performance.now() });
    for (;;) {
      const { done, value } = await running.next();
      if (!done) continue;
      const labels = examples.development?.map(({ label }) => label) ?? [];
      const positive = labels.filter((label) => label === 1).length;
      const majority = Math.max(positive, labels.length - positive) / labels.length;
      expect(majority).toBeCloseTo(0.509, 3);
      // The whole 95 % interval lies above.
      expect(value.run.score.low).toBeGreaterThan(majority);
      console.info(`SST-2: ${(100 * value.run.score.value).toFixed(1)} % of ${value.run.score.samples}, the most frequent class ${(100 * majority).toFixed(1)} %`);
      return;
    }
  }, 180_000);
});
