import * as tf from "../engine/tf.ts";
import { rowsSortedAtOnce } from "../study/training-memory.ts";

/** [N, k] each. */
type TopWordTensors = Readonly<Record<"values" | "indices", tf.Tensor2D>>;

/**
 * The most likely words of each row, the likeliest first; sorted in slices, since tfjs keeps some 24 tables as large as
 * what it sorts until it submits to a GPU. All slices are as large, so that each one's memory is the next one's: the last
 * one begins with rows that the one before it has.
 * @param probabilities [N, V]
 */
export function topWords(probabilities: tf.Tensor2D, k: number): TopWordTensors {
  const [rows, vocabulary] = probabilities.shape;
  const atOnce = rowsSortedAtOnce(rows, vocabulary);
  if (rows <= atOnce) return tf.topk(probabilities, k);
  return tf.tidy(() => {
    const slices = Array.from({ length: Math.ceil(rows / atOnce) }, (_, slice) => {
      const start = Math.min(slice * atOnce, rows - atOnce);
      const known = slice * atOnce - start;
      return tf.tidy(() => {
        const { values, indices } = tf.topk(tf.slice(probabilities, [start, 0], [atOnce, vocabulary]), k);
        return { values: tf.slice(values, [known, 0]), indices: tf.slice(indices, [known, 0]) };
      });
    });
    return { values: tf.concat(slices.map(({ values }) => values)), indices: tf.concat(slices.map(({ indices }) => indices)) };
  });
}
