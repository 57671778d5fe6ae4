import type { OptimiserFacts } from "./optimiser.ts";

/** AdamW (arXiv 1711.05101) with BERT's ε and clipping. */
export const adamw: OptimiserFacts = {
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-6,
  clipNorm: 1,
  biasCorrected: true,
  trustRatio: false,
};
