import * as tf from "../engine/tf.ts";

/**
 * Numbers of one table while words are sorted. tfjs sorts rows filled up to a power of two, and on WebGPU keeps some 24
 * tables as large as what it sorts until the device has been told.
 */
const tableSize = 2 ** 20;

/**
 * The most likely words of each row, the likeliest first.
 * @param probabilities [N, V]
 * @returns [N, k] each
 */
export function topWords(probabilities: tf.Tensor2D, k: number): { readonly values: tf.Tensor2D; readonly indices: tf.Tensor2D } {
  const [rows, vocabulary] = probabilities.shape;
  const atOnce = Math.max(1, Math.floor(tableSize / 2 ** Math.ceil(Math.log2(vocabulary))));
  if (rows <= atOnce) return tf.topk(probabilities, k);
  return tf.tidy(() => {
    const parts = Array.from({ length: Math.ceil(rows / atOnce) }, (_, part) => {
      const start = part * atOnce;
      return tf.topk(tf.slice(probabilities, [start, 0], [Math.min(atOnce, rows - start), vocabulary]), k);
    });
    return { values: tf.concat(parts.map(({ values }) => values)), indices: tf.concat(parts.map(({ indices }) => indices)) };
  });
}
