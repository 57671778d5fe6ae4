/** Model exploration (AutoDistill, section 4): what to try next in a study. */
import type { Study, Suggestion } from "../study/study.ts";
import { architectureOf, problemOf } from "./of-study.ts";
import { propose } from "./propose.ts";

/**
 * Proposes up to `count` architectures to try next, never one that was tried, is being tried or cannot be built, and
 * none known to break a constraint. A pure function of its arguments; the order of trials does not matter.
 * @param seed decides between equally good starts, and which suggestions explore
 * @returns fewer than `count`, or none, when the space has no more
 */
export function suggest(study: Study, count: number, seed: number): Suggestion[] {
  return propose(problemOf(study), count, seed).map(({ candidate, origin }) => ({
    architecture: architectureOf(candidate),
    origin,
  }));
}
