import { expect, it } from "vitest";
import { createRandom } from "../../src/base/random.ts";
import { topWords } from "../../src/distill/top-words.ts";
import * as tf from "../../src/engine/tf.ts";
import { describeBackends } from "../suites/backend.ts";

describeBackends("topWords", () => {
  it("finds in slices what it finds at once", async () => {
    const [rows, vocabulary, k] = [37, 70_000, 5]; // 8 rows at once, the last slice begins with what is known
    const random = createRandom(1);
    const values = Float32Array.from({ length: rows * vocabulary }, () => random.uniform());
    const given = tf.tensor2d(values, [rows, vocabulary]);
    const [ours, whole] = [topWords(given, k), tf.topk(given, k)];
    expect(ours.values.shape).toEqual([rows, k]);
    expect([...(await ours.indices.data())]).toEqual([...(await whole.indices.data())]);
    expect([...(await ours.values.data())]).toEqual([...(await whole.values.data())]);
    tf.dispose([given, ours, whole]);
  });
});
