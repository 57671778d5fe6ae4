/**
 * Rows of a table by id.
 *
 * Notation: E [V, w] table, i [N] ids, y [N, w];  y[n] = E[i[n]].  Gradient: dE[v] = Σ_{n: i[n] = v} dy[n].
 * tfjs's own gradient of `gather` transposes before and after the sum, even where there is nothing to transpose.
 */
import * as tf from "../tf.ts";
import { withGradient } from "./gradient.ts";

/** The reference composition. */
export function embeddingReference(table: tf.Tensor, ids: tf.Tensor1D): tf.Tensor2D {
  return tf.reshape<tf.Rank.R2>(tf.gather(table, ids), [ids.size, table.shape[1] ?? 0]);
}

export function embedding(table: tf.Tensor, ids: tf.Tensor1D): tf.Tensor2D {
  const rows = table.shape[0] ?? 0;
  return withGradient<tf.Tensor2D>(
    [table],
    (save) => {
      // The ids may be made inside the caller's tidy: only what is saved lives until the gradient.
      save(ids);
      return embeddingReference(table, ids);
    },
    (dy, saved) => saved.map((rowIds) => tf.unsortedSegmentSum(dy, tf.reshape<tf.Rank.R1>(rowIds, [ids.size]), rows)),
  );
}
