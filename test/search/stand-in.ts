/**
 * A study without training: accuracy saturates with parameters and likes balanced shapes, latency grows with FLOPs and
 * depth, both are measured with noise. Only the shape of the trade-off matters, not its numbers.
 */
import { createRandom, deriveSeed } from "../../src/base/random.ts";
import { architectureKey, type Architecture } from "../../src/study/architecture.ts";
import { knownMetrics } from "../../src/study/known-metrics.ts";
import { exactly, type Estimate } from "../../src/study/measurement.ts";
import type { MetricName } from "../../src/study/metrics.ts";
import { defaultRequirements, type Requirements } from "../../src/study/requirements.ts";
import { hypervolume, type Point } from "../../src/study/pareto.ts";
import type { Study, Suggestion, Trial } from "../../src/study/study.ts";
import { architectures } from "../suites/space.ts";
import { studyWith, trialWith } from "../suites/studies.ts";

/** AutoDistill's five axes as its re-implementation gives them: 576 architectures. */
export const students576 = {
  numHiddenLayers: [24],
  hiddenSize: [128, 256, 384, 512],
  intraBottleneckSize: [64, 96, 128, 160],
  numAttentionHeads: [1, 2, 4, 8],
  intermediateSize: [384, 512, 640],
  numFeedforwardNetworks: [2, 4, 6],
};

const requirements: Requirements = {
  ...defaultRequirements,
  space: students576,
  budget: { kind: "trials", trials: 20 },
};

/** Without noise. */
export function trueMetrics(architecture: Architecture, using: Requirements = requirements) {
  const { parameters, flops } = knownMetrics(architecture, using, { vocabSize: 30522, maxPositionEmbeddings: 512 });
  const { intraBottleneckSize, numAttentionHeads, hiddenSize, numHiddenLayers, numFeedforwardNetworks } = architecture;
  const headWidth = Math.log2(intraBottleneckSize / numAttentionHeads / 32);
  const balance = Math.log2(hiddenSize / intraBottleneckSize / 3);
  const mlmAccuracy = 0.75 - 0.5 * Math.exp(-parameters / 1.2e7) - 0.006 * headWidth ** 2 - 0.008 * balance ** 2;
  const latencyMs =
    0.4 + flops / 4e8 + numHiddenLayers * (0.05 + 0.01 * numFeedforwardNetworks + 0.004 * numAttentionHeads);
  return { mlmAccuracy, latencyMs, parameters, flops };
}

/** 95 % intervals of normal noise. */
const measured = (value: number, deviation: number, draw: number): Estimate => {
  const seen = value + deviation * draw;
  return { value: seen, low: seen - 1.96 * deviation, high: seen + 1.96 * deviation, samples: 100 };
};

export function trialOf(
  id: number,
  { architecture, origin }: Suggestion,
  seed: number,
  using: Requirements = requirements,
): Trial {
  const random = createRandom(deriveSeed(seed, "noise", architectureKey(architecture)));
  const { mlmAccuracy, latencyMs, parameters, flops } = trueMetrics(architecture, using);
  const values = {
    mlmAccuracy: measured(mlmAccuracy, 0.005, random.normal()),
    latencyMs: measured(latencyMs, 0.02 * latencyMs, random.normal()),
    parameters: exactly(parameters),
    flops: exactly(flops),
  } satisfies Partial<Record<MetricName, Estimate>>;
  return trialWith(values, { id, architecture, origin, finishedAt: id + 1 });
}

export type Chooser = (study: Study, seed: number) => readonly Suggestion[];

/** Runs a study of so many trials. */
export function runStudy(choose: Chooser, trials: number, seed: number, using: Requirements = requirements): Study {
  let study = studyWith([], using);
  for (let id = 0; id < trials; id++) {
    const [suggestion] = choose(study, seed);
    if (suggestion === undefined) break;
    study = { ...study, trials: [...study.trials, trialOf(id, suggestion, seed, using)] };
  }
  return study;
}

export const randomChooser: Chooser = (study, seed) => {
  const random = createRandom(deriveSeed(seed, "random", study.trials.length));
  const taken = new Set(study.trials.map(({ architecture }) => architectureKey(architecture)));
  const free = [...architectures(study.requirements)].filter(
    (architecture) => !taken.has(architectureKey(architecture)),
  );
  const architecture = free[random.integer(free.length)];
  return architecture === undefined ? [] : [{ architecture, origin: "random" }];
};

const points = (chosen: Iterable<Architecture>): Point[] =>
  [...chosen].map((architecture) => {
    const { mlmAccuracy, latencyMs } = trueMetrics(architecture);
    return [-mlmAccuracy, Math.log(latencyMs)];
  });

const everything = points(architectures(requirements));
const corner = [Math.max(...everything.map(([x = 0]) => x)), Math.max(...everything.map(([, y = 0]) => y))];
const most = hypervolume(everything, corner);

/** Share of the greatest possible hypervolume that the first trials reach, without noise. */
export function hypervolumeShare(study: Study, trials: number): number {
  return hypervolume(points(study.trials.slice(0, trials).map(({ architecture }) => architecture)), corner) / most;
}
