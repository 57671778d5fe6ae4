/** Published architectures, to time beside one's own. Sizes are those of the source; vocabulary 30522, 512 positions. */
import type { Architecture } from "./architecture.ts";
import type { BertSizes } from "./templates/bert.ts";
import type { Template } from "./templates/template.ts";

export type ZooEntry = {
  readonly name: string;
  /** Where its sizes come from. */
  readonly source: string;
} & (
  | { readonly kind: "bert"; readonly sizes: BertSizes }
  | { readonly kind: "mobilebert"; readonly sizes: { readonly architecture: Architecture; readonly template: Template } }
);

const mobilebertTemplate: Template = {
  name: "mobilebert",
  embeddingSize: 128,
  normalization: "no_norm",
  activation: "relu",
  trigramInput: true,
  keyQuerySharedBottleneck: true,
  useBottleneckAttention: false,
};

function bert(name: string, source: string, layers: number, hiddenSize: number, heads: number, intermediateSize: number): ZooEntry {
  return { name, source, kind: "bert", sizes: { layers, hiddenSize, heads, intermediateSize } };
}

interface MobileBertSizes {
  readonly layers: number;
  readonly bottleneck: number;
  readonly intermediateSize: number;
  readonly feedForwardNetworks: number;
}

/** All of the family have a hidden size of 512 and 4 heads. */
function mobilebert(name: string, source: string, sizes: MobileBertSizes, template: Partial<Template> = {}): ZooEntry {
  const architecture: Architecture = {
    numHiddenLayers: sizes.layers,
    hiddenSize: 512,
    intraBottleneckSize: sizes.bottleneck,
    numAttentionHeads: 4,
    intermediateSize: sizes.intermediateSize,
    numFeedforwardNetworks: sizes.feedForwardNetworks,
  };
  return { name, source, kind: "mobilebert", sizes: { architecture, template: { ...mobilebertTemplate, ...template } } };
}

const google = "google-research/bert";
const mobilebertPaper = "arXiv 2004.02984";
const edgeTpu = "MobileBERT-EdgeTPU, TensorFlow Model Garden";

export const zoo: readonly ZooEntry[] = [
  mobilebert("MobileBERT", mobilebertPaper, { layers: 24, bottleneck: 128, intermediateSize: 512, feedForwardNetworks: 4 }),
  mobilebert(
    "MobileBERT tiny",
    mobilebertPaper,
    { layers: 24, bottleneck: 128, intermediateSize: 512, feedForwardNetworks: 2 },
    { useBottleneckAttention: true, keyQuerySharedBottleneck: false },
  ),
  mobilebert("EdgeTPU XXS", edgeTpu, { layers: 6, bottleneck: 128, intermediateSize: 1024, feedForwardNetworks: 2 }),
  mobilebert("EdgeTPU XS", edgeTpu, { layers: 8, bottleneck: 256, intermediateSize: 1024, feedForwardNetworks: 4 }),
  mobilebert("EdgeTPU S", edgeTpu, { layers: 12, bottleneck: 256, intermediateSize: 1024, feedForwardNetworks: 4 }),
  mobilebert("EdgeTPU M", edgeTpu, { layers: 12, bottleneck: 256, intermediateSize: 1024, feedForwardNetworks: 6 }),
  bert("BERT base", google, 12, 768, 12, 3072),
  bert("BERT medium", google, 8, 512, 8, 2048),
  bert("BERT small", google, 4, 512, 8, 2048),
  bert("BERT mini", google, 4, 256, 4, 1024),
  bert("BERT tiny", google, 2, 128, 2, 512),
  bert("TinyBERT 6", "arXiv 1909.10351", 6, 768, 12, 3072),
  bert("TinyBERT 4", "arXiv 1909.10351", 4, 312, 12, 1200),
  bert("BERT-PKD 4", "arXiv 1908.09355", 4, 768, 12, 3072),
  bert("BERT-PKD 3", "arXiv 1908.09355", 3, 768, 12, 3072),
  bert("MiniLM L12 H384", "microsoft/unilm", 12, 384, 12, 1536),
  bert("MiniLM L6 H384", "microsoft/unilm", 6, 384, 12, 1536),
  bert("XtremeDistil L6 H256", "microsoft/xtreme-distil-transformers", 6, 256, 8, 1024),
];
