import * as tf from "../engine/tf.ts";
import type { Network, Parameters } from "../model/network.ts";
import { type BatchTensors, statesAt } from "./inputs.ts";
import { maskedLanguageLoss, type SoftLabels } from "./losses/masked-language.ts";
import { nextSentenceLoss } from "./losses/next-sentence.ts";
import type { Recipe } from "./port.ts";

/** What a task's loss may look at. */
export interface TaskContext {
  readonly network: Network;
  readonly parameters: Parameters;
  /** [B, S, hidden] */
  readonly lastHidden: tf.Tensor3D;
  readonly batch: BatchTensors;
  /** The teacher's labels of masked language modelling; null when there is no teacher. */
  readonly softLabels: SoftLabels | null;
}

export type TaskName = Recipe["tasks"][number];

/** To add a task: its loss in losses/, a line here, its name in the recipe. Losses of several tasks are added. */
export const tasks: Readonly<Record<TaskName, (context: TaskContext) => tf.Scalar>> = {
  mlm({ network, parameters, lastHidden, batch, softLabels }) {
    // Only the hidden positions meet the vocabulary: logits everywhere would cost more than the encoder.
    const hidden = statesAt(lastHidden, batch.maskedPositions); // [N, hidden]
    const logits = network.mlmLogits(parameters, hidden); // [N, V]
    return maskedLanguageLoss(logits, batch.maskedLabels, batch.maskedWeights, softLabels);
  },
  nsp({ network, parameters, lastHidden, batch }) {
    return nextSentenceLoss(network.nspLogits(parameters, lastHidden), batch.nspLabels);
  },
};

/** One encoding of the batch, and the sum of the losses of the tasks. */
export function taskLoss(names: readonly TaskName[], context: Omit<TaskContext, "lastHidden">): tf.Scalar {
  const { hiddenStates } = context.network.encode(context.parameters, context.batch);
  const lastHidden = hiddenStates.at(-1);
  if (lastHidden === undefined) throw new Error("the network gave no hidden states");
  return tf.addN(names.map((name) => tasks[name]({ ...context, lastHidden })));
}
