/** What the search can say for itself: shapes that the page draws. */
import type { Candidate } from "../space/axes.ts";
import type { Lesson } from "../transfer/lessons.ts";

/** A metric's value as the model expects it, with its 95 % interval, in the units it is measured in. */
export interface Prediction {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** Why a candidate is worth trying. */
export interface Why {
  /** By metric; known metrics with no interval. */
  readonly predicted: Readonly<Record<string, Prediction>>;
  /** The chance that it would be on the Pareto front; null before anything was measured. */
  readonly chance: number | null;
  /** The expected gain in hypervolume as a share of today's; null where there is none yet. */
  readonly gain: number | null;
}

/** One trial's metric as the model would have predicted it from all others. */
export interface Check extends Prediction {
  readonly candidate: Candidate;
  readonly measured: number;
}

export interface Explanation {
  readonly next: (Why & { readonly candidate: Candidate; readonly origin: string }) | null;
  /** Share of a metric's variation over the space that each axis explains alone: by metric, then by axis. */
  readonly importance: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** By metric. */
  readonly checks: Readonly<Record<string, readonly Check[]>>;
  /** By metric: what came of the earlier studies that measured it. */
  readonly lessons: Readonly<Record<string, Lesson>>;
}
