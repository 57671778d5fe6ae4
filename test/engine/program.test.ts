import { expect, it } from "vitest";
import { createEagerProgram } from "../../src/engine/eager-program.ts";
import * as tf from "../../src/engine/tf.ts";
import { describeBackends } from "../suites/backend.ts";

const inputs = (by: number, rows: readonly number[]) => ({
  by: { shape: [1] as const, data: Float32Array.of(by) },
  rows: { shape: [rows.length] as const, data: Int32Array.from(rows) },
});

describeBackends("an eager program", () => {
  it("runs its step on the inputs of each run, and owns all but what the step closes over", async () => {
    const before = tf.memory().numTensors;
    const total = tf.tidy(() => tf.variable(tf.tensor1d([0, 10])));
    const program = createEagerProgram<ReturnType<typeof inputs>>(({ by, rows }) => {
      total.assign(tf.add(total, by));
      return tf.gather(total, rows);
    });
    program.run(inputs(1, [1, 0, 1]));
    program.run(inputs(2, [0, 0, 1]));
    expect([...(await program.read())]).toEqual([3, 3, 13]);
    expect(tf.memory().numTensors).toBe(before + 1);
    program.run(inputs(4, [1, 1, 1]));
    program.dispose();
    expect([...(await total.data())]).toEqual([7, 17]);
    total.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it("has one output a run to read", async () => {
    const program = createEagerProgram<ReturnType<typeof inputs>>(({ by }) => tf.square(by));
    await expect(program.read()).rejects.toThrow("there is no output to read");
    program.run(inputs(3, [0]));
    expect([...(await program.read())]).toEqual([9]);
    await expect(program.read()).rejects.toThrow("there is no output to read");
    program.dispose();
  });
});
