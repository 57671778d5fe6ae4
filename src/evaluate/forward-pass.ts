import { capture } from "../engine/capture.ts";
import * as tf from "../engine/tf.ts";
import type { EncoderInput, Network, Parameters } from "../model/network.ts";
import type { Requirements } from "../study/requirements.ts";
import type { Subject } from "./slope.ts";

type Shape = Pick<Requirements["target"], "batchSize" | "sequenceLength">;

/** Ids all over the vocabulary, as text has them: equal ids would be kind to caches. @returns [B · S] */
export function exampleIds(vocabSize: number, { batchSize, sequenceLength }: Shape): Int32Array {
  return Int32Array.from({ length: batchSize * sequenceLength }, (_, i) => (i * 7919 + 13) % vocabSize);
}

/** Full sequences: padding would be computed just the same. Belongs to the caller. */
function exampleInput(network: Network, target: Shape): EncoderInput {
  const shape: [number, number] = [target.batchSize, target.sequenceLength];
  return {
    inputIds: tf.tensor2d(exampleIds(network.vocabSize, target), shape, "int32"),
    tokenTypeIds: tf.zeros<tf.Rank.R2>(shape, "int32"),
    attentionMask: tf.ones<tf.Rank.R2>(shape),
  };
}

/** The encoder on a target batch, heads left out. */
export interface Encoding {
  /** @returns [B, S, hidden], freed with all that led to it by the surrounding `tf.tidy` */
  encode(): tf.Tensor3D;
  dispose(): void;
}

/** @param parameters stay the caller's, and must outlive the encoding */
export function createEncoding(network: Network, parameters: Parameters, shape: Shape): Encoding {
  const input = exampleInput(network, shape);
  return {
    encode() {
      const last = network.encode(parameters, input).hiddenStates[network.layers];
      if (last === undefined) throw new Error(`the network has no layer ${network.layers}`);
      return last;
    },
    dispose: () => tf.dispose([input.inputIds, input.tokenTypeIds, input.attentionMask]),
  };
}

/** The encoder's forward pass, ready to be repeated. */
export interface ForwardPass extends Subject {
  /** @returns the last pass's hidden states, [B · S · hidden]; at most once a pass */
  settle(): Promise<Float32Array>;
  dispose(): void;
}

/** @param parameters stay the caller's, and must outlive the pass */
export async function createForwardPass(network: Network, parameters: Parameters, shape: Shape): Promise<ForwardPass> {
  const encoding = createEncoding(network, parameters, shape);
  // A pass has no inputs: the batch stays where it is.
  const program = await capture(encoding.encode, {});
  return {
    run: () => program.run({}),
    settle: () => program.read(),
    deviceMs: (passes) => program.deviceMs(passes),
    dispose() {
      program.dispose();
      encoding.dispose();
    },
  };
}
