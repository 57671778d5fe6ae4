/**
 * A MobileBERT student as an ONNX model: what src/model/mobilebert.ts computes, operator by operator.
 *
 * Notation as there: P hidden size, b bottleneck, e embedding size, V vocabulary, B sequences of S tokens, N = B·S rows,
 * H heads of width d = b / H. B and S are open: one file serves every shape.
 *
 * Inputs and outputs have the names that transformers.js and Optimum give them; the sequence relationship has none there.
 */
import type { NamedTensors } from "../../base/tensors.ts";
import { createGraph, type Value } from "./graph.ts";
import type { Precision } from "./precision.ts";
import { createWeights } from "./weights.ts";

/** What the graph needs of MobileBERT's configuration. */
export interface MobileBertForm {
  readonly numHiddenLayers: number;
  readonly hiddenSize: number;
  readonly embeddingSize: number;
  readonly intraBottleneckSize: number;
  readonly numAttentionHeads: number;
  readonly numFeedforwardNetworks: number;
  readonly vocabSize: number;
  readonly trigramInput: boolean;
  readonly keyQuerySharedBottleneck: boolean;
  readonly useBottleneckAttention: boolean;
  readonly normalizationType: "no_norm" | "layer_norm";
  readonly hiddenAct: "relu" | "gelu";
  readonly layerNormEps: number;
  /** The NSP head reads a pooler. */
  readonly classifierActivation: boolean;
}

/** What a model can give: the last hidden states, a score for every word at every position, whether sentences follow. */
export const outputNames = { features: "last_hidden_state", mlm: "logits", nsp: "seq_relationship_logits" } as const;
export type OutputKind = keyof typeof outputNames;

/** The head of a downstream task, and what transformers.js calls its outputs. */
export const taskOutputNames = { sequence: ["logits"], span: ["start_logits", "end_logits"] } as const;
export type TaskHeadKind = keyof typeof taskOutputNames;

export interface OnnxStudent {
  readonly form: MobileBertForm;
  /** By Hugging Face's names. */
  readonly tensors: NamedTensors;
  readonly outputs: readonly OutputKind[];
  /** Of a student that is fine-tuned; it has no other outputs then. */
  readonly head?: TaskHeadKind;
  readonly precision: Precision;
}

/** PyTorch's default, which two of Hugging Face's norms get because they are made without the configured epsilon. */
const defaultEpsilon = 1e-5;
/** As in the network: so low that its softmax is 0, yet finite. */
const maskedScore = 1e9;
/** Beyond every axis: "to the end". */
const end = 2 ** 31 - 1;

export function writeOnnx({ form, tensors, outputs, head, precision }: OnnxStudent): Uint8Array {
  const { hiddenSize: P, embeddingSize: e, intraBottleneckSize: b, numAttentionHeads: H, vocabSize: V, layerNormEps } = form;
  const graph = createGraph();
  const { apply, integers, float } = graph;
  const weights = createWeights(graph, tensors, precision);

  const shape = ["batch_size", "sequence_length"];
  const inputIds = graph.input("input_ids", "int64", shape);
  const attentionMask = graph.input("attention_mask", "int64", shape);
  const tokenTypeIds = graph.input("token_type_ids", "int64", shape);

  const batchAndLength = apply("Shape", [inputIds]); // B, S
  const reshape = (x: Value, extents: readonly number[]) => apply("Reshape", [x, integers(extents)]);
  const asSequences = (x: Value, ...more: number[]) =>
    apply("Reshape", [x, apply("Concat", [batchAndLength, integers(more)], { axis: 0 })]); // [B, S, …more]
  const slice = (x: Value, from: number, to: number, axis: number) =>
    apply("Slice", [x, integers([from]), integers([to]), integers([axis])]);

  const dense = (name: string, x: Value) => weights.product(x, `${name}.weight`, `${name}.bias`);
  const layerNorm = (name: string, x: Value, epsilon: number) =>
    apply("LayerNormalization", [x, weights.whole(`${name}.weight`), weights.whole(`${name}.bias`)], { axis: -1, epsilon: { float: epsilon } });
  const norm = (name: string, x: Value, epsilon = layerNormEps) =>
    form.normalizationType === "layer_norm"
      ? layerNorm(name, x, epsilon)
      : apply("Add", [apply("Mul", [x, weights.whole(`${name}.weight`)]), weights.whole(`${name}.bias`)]);
  const activate = (x: Value) => {
    if (form.hiddenAct === "relu") return apply("Relu", [x]);
    const error = apply("Erf", [apply("Div", [x, float(Math.SQRT2)])]);
    return apply("Mul", [apply("Mul", [x, apply("Add", [error, float(1)])]), float(0.5)]);
  };

  function embed(): Value {
    const name = "mobilebert.embeddings";
    const words = weights.rowsOf(`${name}.word_embeddings.weight`, inputIds); // [B, S, e]
    const wide = form.trigramInput ? trigrams(words) : words;
    const rows = reshape(wide, [-1, form.trigramInput ? 3 * e : e]); // [N, 3e]
    const x = asSequences(dense(`${name}.embedding_transformation`, rows), P); // [B, S, P]
    const length = apply("Shape", [inputIds], { start: 1, end: 2 });
    const table = weights.whole(`${name}.position_embeddings.weight`);
    const positions = apply("Slice", [table, integers([0]), length, integers([0])]); // [S, P]
    const types = apply("Gather", [weights.whole(`${name}.token_type_embeddings.weight`), tokenTypeIds]); // [B, S, P]
    const placed = apply("Add", [apply("Add", [x, positions]), types]);
    return norm(`${name}.LayerNorm`, reshape(placed, [-1, P]), defaultEpsilon); // [N, P]
  }

  /** The next token, this one, the one before, zeros beyond the ends. @returns [B, S, 3e] */
  function trigrams(words: Value): Value {
    const padded = apply("Pad", [words, integers([0, 1, 0, 0, 1, 0])]); // [B, S + 2, e]
    return apply("Concat", [slice(padded, 2, end, 1), words, slice(padded, 0, -2, 1)], { axis: 2 });
  }

  function attention(query: Value, key: Value, value: Value, mask: Value): Value {
    const split = (x: Value, perm: number[]) => apply("Transpose", [asSequences(x, H, b / H)], { perm });
    const scaled = apply("Mul", [query, float(1 / Math.sqrt(b / H))]);
    const products = apply("MatMul", [split(scaled, [0, 2, 1, 3]), split(key, [0, 2, 3, 1])]); // [B, H, S, S]
    const probabilities = apply("Softmax", [apply("Add", [products, mask])], { axis: -1 });
    const mixed = apply("MatMul", [probabilities, split(value, [0, 2, 1, 3])]); // [B, H, S, d]
    return reshape(apply("Transpose", [mixed], { perm: [0, 2, 1, 3] }), [-1, b]); // [N, b]
  }

  function feedForward(intermediate: string, output: string, y: Value, epsilon?: number): Value {
    const back = dense(`${output}.dense`, activate(dense(`${intermediate}.dense`, y)));
    return norm(`${output}.LayerNorm`, apply("Add", [back, y]), epsilon); // [N, b]
  }

  function block(index: number, x: Value, mask: Value): Value {
    const name = `mobilebert.encoder.layer.${index}`;
    const bottleneck = (part: string) => norm(`${name}.bottleneck.${part}.LayerNorm`, dense(`${name}.bottleneck.${part}.dense`, x));
    const inner = bottleneck("input"); // [N, b]
    const shared = form.useBottleneckAttention ? inner : form.keyQuerySharedBottleneck ? bottleneck("attention") : x;
    const self = `${name}.attention.self`;
    const context = attention(
      dense(`${self}.query`, shared),
      dense(`${self}.key`, shared),
      dense(`${self}.value`, form.useBottleneckAttention ? inner : x),
      mask,
    );
    let y = norm(`${name}.attention.output.LayerNorm`, apply("Add", [dense(`${name}.attention.output.dense`, context), inner]));
    for (let i = 0; i < form.numFeedforwardNetworks - 1; i++) {
      y = feedForward(`${name}.ffn.${i}.intermediate`, `${name}.ffn.${i}.output`, y);
    }
    y = feedForward(`${name}.intermediate`, `${name}.output`, y, defaultEpsilon);
    return norm(`${name}.output.bottleneck.LayerNorm`, apply("Add", [dense(`${name}.output.bottleneck.dense`, y), x])); // [N, P]
  }

  /** @returns [N, V] */
  function wordScores(hidden: Value): Value {
    const transform = "cls.predictions.transform";
    const t = layerNorm(`${transform}.LayerNorm`, activate(dense(`${transform}.dense`, hidden)), layerNormEps); // [N, P]
    const words = "mobilebert.embeddings.word_embeddings.weight";
    if (P === e) return weights.product(t, words, "cls.predictions.bias");
    const tied = weights.product(slice(t, 0, e, 1), words, "cls.predictions.bias");
    return apply("Add", [tied, weights.productAsStored(slice(t, e, end, 1), "cls.predictions.dense.weight")]);
  }

  /** @param sequences [B, S, P] @returns [B, P] */
  function pooled(sequences: Value): Value {
    const first = apply("Gather", [sequences, integers(0)], { axis: 1 }); // [B, P]
    return form.classifierActivation ? apply("Tanh", [dense("mobilebert.pooler.dense", first)]) : first;
  }

  function taskOutputs(kind: TaskHeadKind, sequences: Value): void {
    if (kind === "sequence") {
      const classes = tensors.get("classifier.bias")?.shape[0] ?? 0;
      return graph.output(taskOutputNames.sequence[0], dense("classifier", pooled(sequences)), "float32", ["batch_size", classes]);
    }
    const sides = asSequences(dense("qa_outputs", hidden), 2); // [B, S, 2]
    taskOutputNames.span.forEach((name, side) => graph.output(name, apply("Gather", [sides, integers(side)], { axis: 2 }), "float32", shape));
  }

  const present = apply("Cast", [attentionMask], { to: 1 });
  const scores = apply("Mul", [apply("Sub", [present, float(1)]), float(maskedScore)]);
  const mask = apply("Unsqueeze", [scores, integers([1, 2])]); // [B, 1, 1, S]
  let hidden = embed();
  for (let layer = 0; layer < form.numHiddenLayers; layer++) hidden = block(layer, hidden, mask);

  const sequences = asSequences(hidden, P);
  if (head !== undefined) taskOutputs(head, sequences);
  if (outputs.includes("mlm")) graph.output(outputNames.mlm, asSequences(wordScores(hidden), V), "float32", [...shape, V]);
  if (outputs.includes("features")) graph.output(outputNames.features, sequences, "float32", [...shape, P]);
  if (outputs.includes("nsp")) graph.output(outputNames.nsp, dense("cls.seq_relationship", pooled(sequences)), "float32", ["batch_size", 2]);
  return graph.finish("mobilebert");
}
