/**
 * Log noisy expected hypervolume improvement, times the probability of meeting the constraints (Daulton, Balandat and
 * Bakshy 2021; Ament et al. 2023). Each draw of the values at the reference points has a front of its own; within a
 * draw the expectation is exact (improvement.ts). The reference point of the hypervolume is the same under all draws.
 */
import { at } from "../../base/linear-algebra.ts";
import { logarithm } from "../../base/logarithm.ts";
import type { Candidate } from "../space/axes.ts";
import { referencePoint, type Point } from "../../study/pareto.ts";
import type { Belief } from "../surrogate/beliefs.ts";
import { feasibilityScore, isLimited } from "./feasibility.ts";
import { hypervolumeGain, logHypervolumeGain, logSum, openRegion, roomFor } from "./improvement.ts";
import { scaled } from "../surrogate/scale.ts";
import { drawnFronts, feasibleRows, objectivesOf, type Score, type Situation } from "./situation.ts";

/** Above this many candidates, a few draws choose those that are worth all of them. */
const screeningLimit = 256;
const screeningDraws = 4;
const screenedCount = 64;

/**
 * The corner below which volume counts.
 * @param wanted the person's own, as measured; null: inferred from the expected values of feasible evaluated candidates
 * @returns null while none is expected to meet constraints that must be measured
 */
export function hypervolumeReference(situation: Situation, wanted: readonly number[] | null): Point | null {
  const objectives = objectivesOf(situation);
  const expected = (belief: Belief, row: number) => at(belief.mean, row);
  const feasible = feasibleRows(situation, situation.evaluatedCount, expected);
  const isOpen = situation.weighed.some(({ outcome }) => outcome.kind === "modelled" && isLimited(outcome.limits));
  if (feasible.length === 0 && (isOpen || situation.evaluatedCount === 0)) return null;
  if (wanted !== null) return objectives.map(({ outcome }, index) => scaled(outcome.scale, wanted[index] ?? 0));
  const rows = feasible.length > 0 ? feasible : Array.from({ length: situation.evaluatedCount }, (_, row) => row);
  return referencePoint(rows.map((row) => objectives.map(({ belief }) => expected(belief, row))));
}

/** @param reference from `hypervolumeReference`, kept while several suggestions are made at once */
export function hypervolumeScore(situation: Situation, reference: Point): Score {
  const objectives = objectivesOf(situation);
  const { fronts, rows } = drawnFronts(situation);
  const draws = fronts.map((front) => {
    const region = openRegion(front, reference);
    return { region, room: roomFor(region) };
  });
  const beliefs = objectives.map(({ belief }) => belief.conditioned(rows));
  const feasibility = feasibilityScore(situation);

  const improvements = (candidates: readonly Candidate[], used: number): Float64Array => {
    const inUse = draws.slice(0, used);
    const believed = beliefs.map((believe) => believe(candidates));
    const mean = new Float64Array(objectives.length);
    const deviation = new Float64Array(objectives.length);
    const place = (candidate: number, draw: number) => {
      for (let m = 0; m < believed.length; m++) {
        mean[m] = believed[m]?.mean(candidate, draw) ?? Number.NaN;
        deviation[m] = believed[m]?.deviation[candidate] ?? Number.NaN;
      }
    };
    const values = Float64Array.from(candidates, (_, candidate) => {
      let sum = 0;
      inUse.forEach(({ region, room }, draw) => {
        place(candidate, draw);
        sum += hypervolumeGain(region, mean, deviation, room);
      });
      return logarithm(sum / used);
    });
    if (values.some((value) => value > Number.NEGATIVE_INFINITY)) return values;
    // Improvement underflows everywhere; logarithms still tell the candidates apart.
    return Float64Array.from(candidates, (_, candidate) => {
      let sum = Number.NEGATIVE_INFINITY;
      inUse.forEach(({ region }, draw) => {
        place(candidate, draw);
        sum = logSum(sum, logHypervolumeGain(region, mean, deviation));
      });
      return sum - logarithm(used);
    });
  };

  return (candidates) => {
    const chances = feasibility(candidates);
    if (candidates.length <= screeningLimit || draws.length <= screeningDraws)
      return improvements(candidates, draws.length).map((value, index) => value + at(chances, index));
    const rough = improvements(candidates, screeningDraws).map((value, index) => value + at(chances, index));
    const order = [...rough.keys()].sort((a, b) => at(rough, b) - at(rough, a) || a - b).slice(0, screenedCount);
    const exact = improvements(
      order.flatMap((index) => candidates[index] ?? []),
      draws.length,
    );
    const values = new Float64Array(candidates.length).fill(Number.NEGATIVE_INFINITY);
    order.forEach((index, rank) => (values[index] = at(exact, rank) + at(chances, index)));
    return values;
  };
}
