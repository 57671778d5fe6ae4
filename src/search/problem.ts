/** What the search is asked: a space, what counts, and what was tried. Nothing here knows of language models. */
import type { Estimate } from "../study/measurement.ts";
import type { Candidate } from "./space/axes.ts";
import type { SearchSpace } from "./space/space.ts";

export interface Bound {
  readonly bound: "atMost" | "atLeast";
  readonly value: number;
}

/** Something measured, or known, of each candidate: an objective, a constraint, or both. */
export interface Metric {
  readonly name: string;
  readonly isObjective: boolean;
  /** -1 where more is better. */
  readonly sign: 1 | -1;
  /** Differs by ratio rather than by difference. */
  readonly logarithmic: boolean;
  readonly bounds: readonly Bound[];
  /** Its value, where it follows from the candidate alone and needs neither trial nor model. */
  readonly known: ((candidate: Candidate) => number) | null;
}

/** A number that costs nothing to compute and helps to explain what has to be measured. */
export interface Feature {
  readonly low: number;
  readonly high: number;
  readonly of: (candidate: Candidate) => number;
}

export interface TriedCandidate {
  readonly candidate: Candidate;
  /** `failed`: it cannot be trained; `stopped`: nobody knows, but for what its curve foretold. */
  readonly state: "complete" | "running" | "failed" | "stopped";
  /** What was measured, by metric; of a stopped trial what is expected, with its interval. */
  readonly readings: Readonly<Record<string, Estimate>>;
}

/** What an earlier study, on another device or of another teacher, measured of its candidates. */
export interface Source {
  readonly name: string;
  /** Candidates need not lie in the space. Values by metric. */
  readonly trials: readonly { readonly candidate: Candidate; readonly values: Readonly<Record<string, number>> }[];
}

export interface Problem {
  readonly space: SearchSpace;
  readonly metrics: readonly Metric[];
  readonly features: readonly Feature[];
  /** The person's own, tried first in their order. */
  readonly candidates?: readonly Candidate[];
  /** Earlier studies to learn from, as far as they turn out to help. */
  readonly sources?: readonly Source[];
  /** Whether candidates of which noise leaves open if they belong on the front may be proposed again. */
  readonly repeats?: boolean;
  /** In an order that does not depend on when their results arrived. */
  readonly tried: readonly TriedCandidate[];
  /** How many trials the budget is for; Infinity where nobody knows. */
  readonly expectedTrials: number;
  /** The hypervolume's reference point, a value an objective as it is measured; null: inferred from what was seen. */
  readonly reference: readonly number[] | null;
}

/** What to try next, and who says so. */
export interface Proposal {
  readonly candidate: Candidate;
  readonly origin: string;
}

/** Every searcher, ours and those it is compared with. A pure function of its arguments. */
export type Searcher = (problem: Problem, count: number, seed: number) => Proposal[];
