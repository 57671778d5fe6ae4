/**
 * An encoder with the head of a downstream task, under the names of Hugging Face's `…ForSequenceClassification` and
 * `…ForQuestionAnswering`.
 *
 * Notation: B sequences of S tokens, P hidden size, h [B, S, P] the last hidden states, K outputs, a the pooler's activation: tanh,
 * but in DistilBERT and ELECTRA.
 *   sequence   a(h₀ W_p + b_p) W + b       [B, K], classes or with K = 1 a number; MobileBERT without a pooler: h₀ W + b
 *   span       h W + b                     [B, S, 2], how likely the answer begins and ends at a token
 */
import type { NamedTensors } from "../base/tensors.ts";
import * as tf from "../engine/tf.ts";
import { dense, firstTokens, initialise, linearShapes, type Shapes } from "./layers.ts";
import { createNetwork, type NetworkConfig } from "./load.ts";
import type { EncoderInput, Network, Parameters } from "./network.ts";

export type TaskHead = { readonly kind: "sequence"; readonly outputs: number } | { readonly kind: "span" };

/** Functions of its parameters, as a `Network` is. */
export interface TaskNetwork {
  readonly config: NetworkConfig;
  readonly head: TaskHead;
  readonly encoder: Network;
  /** Of the encoder and the head. */
  readonly shapes: ReadonlyMap<string, readonly number[]>;
  /** @returns [B, K], or [B, 2 S] for spans: of every sequence first the beginnings, then the ends */
  logits(parameters: Parameters, input: EncoderInput): tf.Tensor2D;
  /** What the pretrained network has of the parameters, and for the others seeded initial values. */
  initialise(pretrained: NamedTensors, seed: number): NamedTensors;
}

const classifier = "classifier";
const spans = "qa_outputs";

/** @throws Refused when no such network can be built */
export function createTaskNetwork(config: NetworkConfig, head: TaskHead): TaskNetwork {
  const encoder = createNetwork(config, []);
  const { hiddenSize: P, layers } = encoder;
  const pooler = config.modelType === "bert" || config.classifierActivation ? `${config.modelType}.pooler.dense` : null;
  const poolerAct = config.modelType === "bert" ? config.poolerAct : undefined;
  const headShapes: Shapes =
    head.kind === "span" ? linearShapes(spans, 2, P) : [...(pooler === null ? [] : linearShapes(pooler, P, P)), ...linearShapes(classifier, head.outputs, P)];
  const shapes = new Map([...encoder.shapes, ...headShapes]);

  function pooled(parameters: Parameters, first: tf.Tensor2D): tf.Tensor2D {
    if (pooler === null) return first;
    return poolerAct === undefined ? tf.tanh(dense(parameters, pooler, first)) : dense(parameters, pooler, first, poolerAct);
  }

  function ofSequence(parameters: Parameters, hidden: tf.Tensor3D): tf.Tensor2D {
    return dense(parameters, classifier, pooled(parameters, firstTokens(hidden)));
  }

  function ofSpans(parameters: Parameters, hidden: tf.Tensor3D): tf.Tensor2D {
    const [batch, length] = hidden.shape;
    const rows = dense(parameters, spans, tf.reshape<tf.Rank.R2>(hidden, [batch * length, P])); // [N, 2]
    const sequences = tf.transpose(tf.reshape<tf.Rank.R3>(rows, [batch, length, 2]), [0, 2, 1]); // [B, 2, S]
    return tf.reshape<tf.Rank.R2>(sequences, [batch, 2 * length]);
  }

  return {
    config,
    head,
    encoder,
    shapes,
    logits: (parameters, input) =>
      tf.tidy(() => {
        const hidden = encoder.encode(parameters, input).hiddenStates[layers];
        if (hidden === undefined) throw new Error(`the network gave no hidden states of layer ${layers}`);
        return head.kind === "span" ? ofSpans(parameters, hidden) : ofSequence(parameters, hidden);
      }),
    initialise(pretrained, seed) {
      const values = new Map(initialise(shapes, seed));
      for (const [name, { shape }] of values) {
        const tensor = pretrained.get(name);
        if (tensor !== undefined && tensor.shape.join() === shape.join()) values.set(name, tensor);
      }
      return values;
    },
  };
}
