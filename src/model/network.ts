import type { NamedTensors } from "../base/tensors.ts";
import type { Tensor, Tensor2D, Tensor3D, Tensor4D } from "../engine/tf.ts";

/** Live parameters by Hugging Face name: variables while training, tensors for a teacher. */
export type Parameters = ReadonlyMap<string, Tensor>;

/** B sequences of S tokens. */
export interface EncoderInput {
  /** [B, S] int32 */
  readonly inputIds: Tensor2D;
  /** [B, S] int32 */
  readonly tokenTypeIds: Tensor2D;
  /** [B, S] float32, 1 for tokens, 0 for padding */
  readonly attentionMask: Tensor2D;
}

export interface EncoderOutput {
  /** [B, S, hidden] each; index 0 is the embedding output, index l + 1 the output of block l. */
  readonly hiddenStates: readonly Tensor3D[];
  /** [B, heads, S, S] each, before the softmax, the mask already added. */
  readonly attentionScores: readonly Tensor4D[];
}

/**
 * A network is functions of its parameters; it owns nothing. All results belong to the caller (use `tf.tidy`).
 * Every function is differentiable with respect to the parameters.
 */
export interface Network {
  readonly layers: number;
  readonly hiddenSize: number;
  readonly heads: number;
  readonly vocabSize: number;
  /** Every parameter, heads included, with its shape as Hugging Face stores it (Linear: [out, in]). */
  readonly shapes: ReadonlyMap<string, readonly number[]>;
  /** @param depth how many blocks to run; all by default */
  encode(parameters: Parameters, input: EncoderInput, depth?: number): EncoderOutput;
  /** Hidden states at N positions → vocabulary logits. @param hidden [N, hidden] @returns [N, vocabulary] */
  mlmLogits(parameters: Parameters, hidden: Tensor2D): Tensor2D;
  /** @param lastHidden [B, S, hidden] @returns [B, 2], class 0 is "follows" */
  nspLogits(parameters: Parameters, lastHidden: Tensor3D): Tensor2D;
  /** Seeded initial values (normal 0.02, norms 1 and 0, biases 0). */
  initialise(seed: number): NamedTensors;
}
