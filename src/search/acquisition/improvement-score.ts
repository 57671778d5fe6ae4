/** What a front is worth and what a candidate would add to it: exactly where that is affordable, else by scalarisations. */
import { hypervolume, type Point } from "../../study/pareto.ts";
import { hypervolumeScore } from "./hypervolume-score.ts";
import { scalarisations } from "./scalarisations.ts";
import { scalarisedScore } from "./scalarised-score.ts";
import type { Score, Situation } from "./situation.ts";

/** With more objectives the boxes of a front are too many to count. */
export const mostCountedObjectives = 4;

export function frontVolume(points: readonly Point[], reference: Point): number {
  if (reference.length <= mostCountedObjectives) return hypervolume(points, reference);
  const { reachedBy, volume } = scalarisations(reference);
  return volume(reachedBy(points));
}

/** @param reference from `hypervolumeReference`, kept while several suggestions are made at once */
export const improvementScore = (situation: Situation, reference: Point): Score =>
  reference.length <= mostCountedObjectives
    ? hypervolumeScore(situation, reference)
    : scalarisedScore(situation, reference);
