import type { OptimiserFacts } from "./optimiser.ts";

/** LAMB (arXiv 1904.00962) as MobileBERT's released `lamb_optimizer.py` has it: without bias correction. */
export const lamb: OptimiserFacts = {
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-6,
  clipNorm: 1,
  biasCorrected: false,
  trustRatio: true,
};
