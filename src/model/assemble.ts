/** The frame of both networks: embeddings, then blocks one after another, then the heads. */
import * as tf from "../engine/tf.ts";
import { headShapes, mlmLogits, nspLogits, type HeadConfig } from "./heads.ts";
import { initialise, scoreMask, type Shapes } from "./layers.ts";
import type { EncoderInput, EncoderOutput, Network, Parameters } from "./network.ts";

/** B sequences of S tokens are N = B·S rows; P is the hidden size. */
export interface NetworkParts {
  readonly layers: number;
  readonly heads: number;
  readonly encoderShapes: Shapes;
  readonly head: HeadConfig;
  /** @returns [N, P] */
  embed(parameters: Parameters, input: EncoderInput): tf.Tensor2D;
  /**
   * @param x [N, P]
   * @param mask [B, 1, 1, S], added to the scores
   * @returns hidden [N, P] and scores [B, H, S, S]
   */
  block(parameters: Parameters, layer: number, x: tf.Tensor2D, mask: tf.Tensor4D): { hidden: tf.Tensor2D; scores: tf.Tensor4D };
}

export function assembleNetwork({ layers, heads, encoderShapes, head, embed, block }: NetworkParts): Network {
  const shapes = new Map([...encoderShapes, ...headShapes(head)]);

  function encode(parameters: Parameters, input: EncoderInput, depth = layers): EncoderOutput {
    const [batch, length] = input.inputIds.shape;
    const asSequences = (x: tf.Tensor2D) => tf.reshape<tf.Rank.R3>(x, [batch, length, head.hiddenSize]);
    return tf.tidy(() => {
      const mask = scoreMask(input.attentionMask); // [B, 1, 1, S]
      let x = embed(parameters, input); // [N, P]
      const hiddenStates = [asSequences(x)];
      const attentionScores: tf.Tensor4D[] = [];
      for (let layer = 0; layer < depth; layer++) {
        const { hidden, scores } = block(parameters, layer, x, mask);
        x = hidden;
        hiddenStates.push(asSequences(x));
        attentionScores.push(scores);
      }
      return { hiddenStates, attentionScores };
    });
  }

  return {
    layers,
    heads,
    hiddenSize: head.hiddenSize,
    vocabSize: head.vocabSize,
    shapes,
    encode,
    mlmLogits: (parameters, hidden) => mlmLogits(head, parameters, hidden),
    nspLogits: (parameters, lastHidden) => nspLogits(head, parameters, lastHidden),
    initialise: (seed) => initialise(shapes, seed),
  };
}
