/**
 * Sizes of the MobileBERT template (arXiv 2004.02984, Hugging Face's `MobileBertModel`), by formula.
 *
 * Notation: P hidden size (between blocks), b bottleneck (inside), f feed-forward size, F stacked feed-forward
 * networks, e embedding size, V vocabulary, S sequence length, L layers.
 */
import type { Architecture, AxisName } from "../architecture.ts";
import type { Kernels, Template, Vocabulary } from "./template.ts";

/** The axes that decide whether an architecture can be built. */
export const mobilebertJointAxes: readonly AxisName[] = ["intraBottleneckSize", "numAttentionHeads"];

/** Why this architecture cannot be built, or null if it can. */
export function mobilebertProblem(architecture: Architecture): string | null {
  const { intraBottleneckSize, numAttentionHeads } = architecture;
  return intraBottleneckSize % numAttentionHeads === 0
    ? null
    : `intraBottleneckSize ${intraBottleneckSize} is not divisible by numAttentionHeads ${numAttentionHeads}`;
}

/** Inputs of the query and of the value projection. */
function attentionInputs(architecture: Architecture, template: Template) {
  const { hiddenSize: P, intraBottleneckSize: b } = architecture;
  const bottleneck = template.useBottleneckAttention;
  return {
    query: bottleneck || template.keyQuerySharedBottleneck ? b : P,
    value: bottleneck ? b : P,
    shared: template.keyQuerySharedBottleneck ? 1 : 0,
  };
}

/** Trained numbers of the encoder with its embeddings; no pooler, no heads. */
export function mobilebertParameters(architecture: Architecture, template: Template, vocabulary: Vocabulary): number {
  const { hiddenSize: P, intraBottleneckSize: b, intermediateSize: f, numFeedforwardNetworks: F } = architecture;
  const e = template.embeddingSize;
  const { query, value, shared } = attentionInputs(architecture, template);
  const inputWidth = template.trigramInput ? 3 * e : e;
  const embeddings =
    vocabulary.vocabSize * e + vocabulary.maxPositionEmbeddings * P + 2 * P + (inputWidth * P + P) + 2 * P;
  const layer =
    (P * b + 3 * b) * (1 + shared) +
    2 * (query * b + b) +
    (value * b + b) +
    (b * b + 3 * b) +
    F * (2 * b * f + f + 3 * b) +
    (b * P + 3 * P);
  return embeddings + architecture.numHiddenLayers * layer;
}

/** Trained numbers of the heads of the tasks, beside the word embeddings that they share. */
export function mobilebertHeadParameters({ hiddenSize: P }: Architecture, template: Template, { vocabSize: V }: Vocabulary): number {
  const words = V + (P * P + P) + 2 * P + (P - template.embeddingSize) * V;
  const pairs = 2 * P + 2;
  return words + pairs;
}

/** Numbers a token that a training step holds at its peak, in widths: found as those of training-memory.ts. */
const held = {
  /** Kernels of our own keep results, what backward needs of them, and gradients. */
  fused: { embeddings: { P: 15, e: 1 }, P: 3, ownQuery: 0, b: 16, sharedBottleneck: 0, feedForward: 5, relu: 2, gelu: 3, heads: 2.3, layerNorm: 1 },
  /** Compositions keep what lies between as well. */
  composed: { embeddings: { P: 33, e: 3 }, P: 9, ownQuery: 4, b: 43, sharedBottleneck: 8, feedForward: 11, relu: 4, gelu: 11, heads: 12, layerNorm: 5.5 },
} as const;

/** Numbers a token that a training step holds at its peak for the embeddings, with what the heads hold as wide, and for one layer. */
export function mobilebertActivations(architecture: Architecture, template: Template, sequenceLength: number, kernels: Kernels) {
  const { hiddenSize: P, intraBottleneckSize: b, intermediateSize: f, numFeedforwardNetworks: F, numAttentionHeads: H } = architecture;
  const { shared } = attentionInputs(architecture, template);
  const of = held[kernels];
  const norm = template.normalization === "layer_norm" ? of.layerNorm : 0;
  const outside = template.useBottleneckAttention ? 0 : (2 - shared) * of.ownQuery;
  const inputWidth = template.trigramInput ? 3 * template.embeddingSize : template.embeddingSize;
  return {
    embeddings: (of.embeddings.P + norm) * P + of.embeddings.e * inputWidth,
    layer:
      (of.P + outside + norm) * P +
      (of.b + shared * of.sharedBottleneck + (2 + shared) * norm) * b +
      F * ((of.feedForward + norm) * b + of[template.activation] * f) +
      of.heads * H * sequenceLength,
  };
}

/** Floating-point operations of one forward pass, two a multiply-add, matrix products only; heads left out. */
export function mobilebertFlops(
  architecture: Architecture,
  template: Template,
  batchSize: number,
  sequenceLength: number,
): number {
  const { hiddenSize: P, intraBottleneckSize: b, intermediateSize: f, numFeedforwardNetworks: F } = architecture;
  const { query, value, shared } = attentionInputs(architecture, template);
  const inputWidth = template.trigramInput ? 3 * template.embeddingSize : template.embeddingSize;
  const perToken =
    2 * P * b + shared * P * b + 2 * query * b + value * b + b * b + 2 * F * b * f + 2 * sequenceLength * b;
  return 2 * batchSize * sequenceLength * (architecture.numHiddenLayers * perToken + inputWidth * P);
}
