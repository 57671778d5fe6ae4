import { defaultRequirements, type Requirements } from "../../src/study/requirements.ts";
import type { Study } from "../../src/study/study.ts";

/**
 * The built-in study at toy size: seconds a trial on any backend. Objectives that do not depend on the clock, so that
 * two runs of one seed are equal in everything but their latencies.
 */
export const toyRequirements: Requirements = {
  ...defaultRequirements,
  name: "Toy",
  space: {
    numHiddenLayers: [1, 2],
    hiddenSize: [128],
    intraBottleneckSize: [16, 32],
    numAttentionHeads: [2, 4],
    intermediateSize: [32],
    numFeedforwardNetworks: [1, 2],
  },
  objectives: [
    { metric: "mlmAccuracy", direction: "maximise" },
    { metric: "flops", direction: "minimise" },
  ],
  budget: { kind: "trials", trials: 2 },
  schedule: { ...defaultRequirements.schedule, batchSize: 4, sequenceLength: 24, transferStepsPerLayer: 200, distillationSteps: 800 },
  evaluation: { examples: 16 },
  target: { batchSize: 1, sequenceLength: 24, backend: "wasm" },
};

/** What the trials of a study found out, without what the clock had a say in. */
export function timelessTrials(study: Study) {
  return study.trials.map(({ architecture, role, state, curve, measurement }) => {
    const { latencyMs: _, ...metrics } = measurement?.metrics ?? {};
    return { architecture, role, state, curve, metrics };
  });
}
