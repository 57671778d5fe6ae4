import * as tf from "../engine/tf.ts";
import type { EncoderInput, Network, Parameters } from "../model/network.ts";
import type { Requirements } from "../study/requirements.ts";
import { readBack } from "./read-back.ts";
import type { Subject } from "./slope.ts";

type Shape = Pick<Requirements["target"], "batchSize" | "sequenceLength">;

/** Full sequences: padding would be computed just the same. Belongs to the caller. */
function exampleInput(network: Network, { batchSize, sequenceLength }: Shape): EncoderInput {
  const shape: [number, number] = [batchSize, sequenceLength];
  // Ids all over the vocabulary, as text has them: equal ids would be kind to caches.
  const ids = Int32Array.from({ length: batchSize * sequenceLength }, (_, i) => (i * 7919 + 13) % network.vocabSize);
  return {
    inputIds: tf.tensor2d(ids, shape, "int32"),
    tokenTypeIds: tf.zeros<tf.Rank.R2>(shape, "int32"),
    attentionMask: tf.ones<tf.Rank.R2>(shape),
  };
}

/** The encoder's forward pass on a target batch, heads left out, ready to be repeated. */
export interface ForwardPass extends Subject {
  /** One pass whose results are freed by the surrounding `tf.tidy`. */
  encode(): tf.Tensor3D;
  dispose(): void;
}

/** @param parameters stay the caller's, and must outlive the pass */
export function createForwardPass(network: Network, parameters: Parameters, shape: Shape): ForwardPass {
  const input = exampleInput(network, shape);
  let result: tf.Tensor3D | undefined;

  /** @returns [B, S, hidden] */
  const encode = () => {
    const last = network.encode(parameters, input).hiddenStates[network.layers];
    if (last === undefined) throw new Error(`the network has no layer ${network.layers}`);
    return last;
  };
  return {
    encode,
    run() {
      result?.dispose();
      result = tf.tidy(encode);
    },
    async settle() {
      if (result !== undefined) await readBack(result);
    },
    dispose() {
      result?.dispose();
      tf.dispose([input.inputIds, input.tokenTypeIds, input.attentionMask]);
    },
  };
}
