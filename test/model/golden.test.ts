/** Networks against PyTorch's outputs of the same checkpoints. */
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { sizeOf } from "../../src/base/tensors.ts";
import * as tf from "../../src/engine/tf.ts";
import { disposeParameters, toTensors } from "../../src/model/parameters.ts";
import { describeBackends } from "../suites/backend.ts";
import { goldenFolder, hasRealData, readCheckpoint, readGolden, realFolder, type GoldenTensor } from "../suites/golden.ts";

const tolerance = 1e-4;

async function expectClose(got: tf.Tensor, expected: GoldenTensor): Promise<void> {
  expect(got.shape).toEqual(expected.shape);
  const values = await got.data();
  const worst = expected.values.reduce((most, value, i) => Math.max(most, Math.abs(value - (values[i] ?? NaN)) / Math.max(1, Math.abs(value))), 0);
  expect(worst).toBeLessThan(tolerance);
}

function describeGolden(folder: string): void {
  const golden = readGolden(folder);
  const { network, tensors, targets } = readCheckpoint(folder);
  const [batch, length] = [golden.inputIds.length, golden.inputIds[0]?.length ?? 0];
  const predicted = (golden.labels ?? []).flatMap((row, b) =>
    row.flatMap((label, s) => (label === -100 ? [] : [{ position: b * length + s, label }])),
  );

  const run = () => {
    const parameters = toTensors(tensors);
    const outputs = network.encode(parameters, {
      inputIds: tf.tensor2d(golden.inputIds, [batch, length], "int32"),
      tokenTypeIds: tf.tensor2d(golden.tokenTypeIds, [batch, length], "int32"),
      attentionMask: tf.tensor2d(golden.attentionMask, [batch, length]),
    });
    const last = outputs.hiddenStates.at(-1);
    if (last === undefined) throw new Error("no hidden states");
    return { parameters, ...outputs, last };
  };

  it("has the reference's parameters, each counted once", () => {
    const count = [...network.shapes.values()].reduce((sum, shape) => sum + sizeOf(shape), 0);
    // A bare encoder's file lacks the pooler that the reference made for itself.
    const pooler = targets.includes("nsp") ? 0 : network.hiddenSize * network.hiddenSize + network.hiddenSize;
    expect(count + pooler).toBe(golden.parameters);
  });

  it("gives its hidden states", async () => {
    const { hiddenStates } = run();
    expect(hiddenStates).toHaveLength(golden.hiddenStates.length);
    for (const [i, expected] of golden.hiddenStates.entries()) await expectClose(hiddenStates[i] ?? tf.scalar(NaN), expected);
  });

  it("gives its attention maps", async () => {
    const { attentionScores } = run();
    expect(attentionScores).toHaveLength(golden.attentions.length);
    for (const [i, expected] of golden.attentions.entries()) await expectClose(tf.softmax(attentionScores[i] ?? tf.scalar(NaN)), expected);
  });

  it("runs only as many blocks as asked", async () => {
    const { parameters } = run();
    const input = {
      inputIds: tf.tensor2d(golden.inputIds, [batch, length], "int32"),
      tokenTypeIds: tf.tensor2d(golden.tokenTypeIds, [batch, length], "int32"),
      attentionMask: tf.tensor2d(golden.attentionMask, [batch, length]),
    };
    const { hiddenStates, attentionScores } = network.encode(parameters, input, 1);
    expect([hiddenStates.length, attentionScores.length]).toEqual([2, 1]);
    await expectClose(hiddenStates[1] ?? tf.scalar(NaN), golden.hiddenStates[1] ?? { shape: [], values: [] });
  });

  it.runIf(golden.mlmLogitsAt)("gives its vocabulary logits and loss", async () => {
    const { parameters, last } = run();
    const hidden = tf.reshape<tf.Rank.R2>(last, [batch * length, network.hiddenSize]);
    const at = tf.gather(hidden, tf.tensor1d(predicted.map(({ position }) => position), "int32"));
    const logits = network.mlmLogits(parameters, at);
    await expectClose(logits, golden.mlmLogitsAt ?? { shape: [], values: [] });
    const logProbabilities = tf.logSoftmax(logits);
    const rows = await logProbabilities.data();
    const loss = predicted.reduce((sum, { label }, n) => sum - (rows[n * network.vocabSize + label] ?? NaN), 0) / predicted.length;
    expect(loss).toBeCloseTo(golden.mlmLoss ?? NaN, 4);

    const best = await tf.argMax(network.mlmLogits(parameters, hidden), 1).data();
    expect([...best]).toEqual(golden.mlmArgmax?.flat());
  });

  it.runIf(golden.nspLogits)("gives its next-sentence logits", async () => {
    const { parameters, last } = run();
    await expectClose(network.nspLogits(parameters, last), golden.nspLogits ?? { shape: [], values: [] });
  });

  it("offers the targets that the file holds", () => {
    expect(targets).toEqual(golden.nspLogits === undefined ? [] : ["mlm", "nsp"]);
  });

  it.runIf(golden.nspLogits === undefined)("refuses a head that is not there", () => {
    const { parameters, last } = run();
    expect(() => network.nspLogits(parameters, last)).toThrow('no head for the task: "nsp"');
  });

  it("leaves only its results behind", () => {
    tf.tidy(() => {
      const { parameters } = run();
      const before = tf.memory().numTensors;
      const again = run();
      const results = again.hiddenStates.length + again.attentionScores.length;
      // Three inputs, the parameters and the results: nothing in between.
      expect(tf.memory().numTensors - before).toBe(results + 3 + parameters.size);
      disposeParameters(parameters);
    });
  });
}

describe.each(["mobilebert_nonorm", "mobilebert_layernorm", "mobilebert_plain_head"])("%s", (name) => {
  describeBackends("as PyTorch", () => describeGolden(join(goldenFolder, name)));
});

describe.skipIf(!hasRealData)("checkpoints beside the repository", () => {
  if (!hasRealData) return it("are absent: ../shared/real", () => {});
  describe.each(["teacher", "tiny_bert"])("%s", (name) => {
    describeBackends("as PyTorch", () => describeGolden(join(realFolder, name)));
  });
});
