/**
 * Training losses of students that are never trained: power laws that end at the student's error and cross on the way,
 * because large students fall later, and each a little as it likes.
 *
 * Notation: s the share of the distillation that is done, e the error in the end; loss e + A (s^-α - 1) + noise, with
 * log A normal around a value that grows with the student. The noise of a window of steps is common to all students,
 * who see the same batches, but for a small part.
 */
import { createRandom, deriveSeed } from "../../../../src/base/random.ts";
import { candidateKey, type Candidate } from "../../../../src/search/space/axes.ts";

const exponent = 0.35;
const usualAmplitude = 0.15;
/** Of log A: what differs from student to student, and by how much it differs between the smallest and the largest. */
const ownSpread = 0.2;
const sizeSpread = 0.4;
const commonNoise = 0.05;
const ownNoise = 0.004;

export interface Pupil {
  readonly candidate: Candidate;
  /** In the end, as it is measured. */
  readonly error: number;
  /** From 0, the smallest there is, to 1. */
  readonly size: number;
}

/** @param share in (0, 1] */
export function lossAt(share: number, { candidate, error, size }: Pupil, seed: number): number {
  const own = createRandom(deriveSeed(seed, "curve", candidateKey(candidate)));
  const amplitude = usualAmplitude * Math.exp(ownSpread * own.normal() + sizeSpread * (size - 0.5));
  const shared = createRandom(deriveSeed(seed, "batches", Math.round(1000 * share)));
  const apart = createRandom(deriveSeed(seed, "window", Math.round(1000 * share), candidateKey(candidate)));
  return error + amplitude * (share ** -exponent - 1) + commonNoise * shared.normal() + ownNoise * apart.normal();
}
