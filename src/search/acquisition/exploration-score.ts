/**
 * Pure exploration: where the models know least, among the candidates that could still be worth it. Once proposals stop
 * paying a share of them is made so, because a model that is wrong never proposes the trial that would correct it
 * (Vizier's GP-UCB-PE, arXiv 2408.11527).
 */
import { at } from "../../base/linear-algebra.ts";
import { logarithm } from "../../base/logarithm.ts";
import { dominates, type Point } from "../../study/pareto.ts";
import type { GaussianProcess } from "../surrogate/gaussian-process.ts";
import { feasibilityScore } from "./feasibility.ts";
import { frontVolume } from "./improvement-score.ts";
import { expectedFront, objectivesOf, pendingRows, type Score, type Situation } from "./situation.ts";

/** Shares of the proposals: when they have led nowhere for a while, and before anything is learned. */
const shareWhenStalled = 0.1;
const shareWithoutSignal = 0.7;
/** Stalled: the last trials added less than this share of the hypervolume. */
const patience = 5;
const leastGain = 0.001;
/** Signal over noise below which a model has learned nothing yet. */
const leastRatio = 0.7;
/** Standard deviations by which a candidate may be better than expected. */
const optimism = 1;
const leastDeviation = 1e-6;
/** Worth of a candidate that is dominated even then: below all others. */
const hopeless = -100;

/** Standardised values have variance 1: what is not noise is signal. */
const signalToNoise = ({ noise }: GaussianProcess) => Math.max(0, 1 - noise) / noise;

/** Whether the model's last proposals led nowhere: it may be wrong, or everything found. */
function isStalled(situation: Situation, reference: Point): boolean {
  const front = expectedFront(situation);
  const volume = (rows: typeof front) =>
    frontVolume(
      rows.map(({ point }) => point),
      reference,
    );
  const earlier = front.filter(({ row }) => row < situation.evaluatedCount - patience);
  return volume(front) - volume(earlier) < leastGain * volume(front);
}

/** The share of proposals that explore: none while they pay, most while no objective's signal shows above its noise. */
export function explorationShare(situation: Situation, reference: Point): number {
  const ratios = objectivesOf(situation).flatMap(({ outcome }) =>
    outcome.kind === "modelled" ? [signalToNoise(outcome.process)] : [],
  );
  if (ratios.length > 0 && ratios.every((ratio) => ratio < leastRatio)) return shareWithoutSignal;
  return isStalled(situation, reference) ? shareWhenStalled : 0;
}

export function explorationScore(situation: Situation): Score {
  const objectives = objectivesOf(situation);
  const front = expectedFront(situation).map(({ point }) => point);
  const pending = pendingRows(situation);
  const believers = objectives.map(({ outcome, belief }) => ({
    isModelled: outcome.kind === "modelled",
    marginal: belief.conditioned([]),
    given: pending.length === 0 ? undefined : belief.conditioned(pending),
  }));
  const feasibility = feasibilityScore(situation);
  return (candidates) => {
    const chances = feasibility(candidates);
    const believed = believers.map(({ isModelled, marginal: believe, given }) => {
      const marginal = believe(candidates);
      return { isModelled, marginal, given: given?.(candidates) ?? marginal };
    });
    return Float64Array.from(candidates, (_, c) => {
      const uncertainty = believed
        .filter(({ isModelled }) => isModelled)
        .reduce((sum, { given }) => sum + logarithm(Math.max(leastDeviation, at(given.deviation, c))), 0);
      const hoped = believed.map(({ marginal }) => marginal.mean(c, 0) - optimism * at(marginal.deviation, c));
      const isHopeless = front.some((point) => dominates(point, hoped));
      return uncertainty + (isHopeless ? hopeless : 0) + at(chances, c);
    });
  };
}
