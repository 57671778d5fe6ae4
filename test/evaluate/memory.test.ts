import { expect, it } from "vitest";
import * as tf from "../../src/engine/tf.ts";
import { measurePeakBytes, peakBytesDuring } from "../../src/evaluate/memory.ts";
import { describeBackends } from "../suites/backend.ts";

describeBackends("peak memory", () => {
  it("is the most that was alive at once, not the sum", () => {
    const before = tf.memory().numBytes;
    const peak = peakBytesDuring(() => {
      for (let i = 0; i < 5; i++) {
        const [a, b] = [tf.zeros([100]), tf.zeros([50])]; // 400 + 200 bytes
        a.dispose();
        b.dispose();
      }
    });
    expect(peak - before).toBe(600);
    expect(tf.memory().numBytes).toBe(before);
  });

  it("leaves tfjs counting as before, also after a failure", () => {
    const before = tf.memory().numBytes;
    expect(() => peakBytesDuring(() => { throw new Error("no memory"); })).toThrow("no memory");
    const tensor = tf.zeros([10]);
    expect(tf.memory().numBytes).toBe(before + 40);
    tensor.dispose();
    expect(tf.memory().numBytes).toBe(before);
  });

  it("counts the encoder's parameters and what the pass adds, nothing else", () => {
    const teacher = tf.zeros([1000]);
    const weights = tf.ones([10, 10]);
    const head = tf.ones([7, 7]);
    const parameters = new Map<string, tf.Tensor>([["w", weights], ["cls.predictions.bias", head]]);
    const tensors = tf.memory().numTensors;
    // Alive at once: 100 weights, their doubles, and the doubles' squares.
    const peak = measurePeakBytes(parameters, () => {
      const doubled = tf.add(weights, weights);
      return tf.mul(doubled, doubled);
    });
    expect(peak).toEqual({ value: 1200, low: 1200, high: 1200, samples: 0 });
    expect(tf.memory().numTensors).toBe(tensors);
    tf.dispose([teacher, weights, head]);
  });
});
