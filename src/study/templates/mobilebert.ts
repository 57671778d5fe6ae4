/**
 * Sizes of the MobileBERT template (arXiv 2004.02984, Hugging Face's `MobileBertModel`), by formula.
 *
 * Notation: P hidden size (between blocks), b bottleneck (inside), f feed-forward size, F stacked feed-forward
 * networks, e embedding size, V vocabulary, S sequence length, L layers.
 */
import type { Architecture, AxisName } from "../architecture.ts";
import type { Template, Vocabulary } from "./template.ts";

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

/**
 * Numbers a token that a forward pass makes in the embeddings and in one layer. Those after the products are counted
 * twice or three times over, as the operations between them make them; fused kernels make fewer.
 */
export function mobilebertActivations(architecture: Architecture, template: Template, sequenceLength: number) {
  const { hiddenSize: P, intraBottleneckSize: b, intermediateSize: f, numFeedforwardNetworks: F, numAttentionHeads: H } = architecture;
  const { shared } = attentionInputs(architecture, template);
  const perNorm = template.normalization === "no_norm" ? 2 : 5;
  const inputWidth = template.trigramInput ? 4 * template.embeddingSize : template.embeddingSize;
  const bottlenecks = (1 + shared) * (1 + perNorm) * b;
  const attention = 9 * b + 3 * H * sequenceLength + (2 + perNorm) * b;
  const feedForward = F * ((template.activation === "relu" ? 2 : 6) * f + (2 + perNorm) * b);
  return { embeddings: inputWidth + (4 + perNorm) * P, layer: bottlenecks + attention + feedForward + (2 + perNorm) * P };
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
