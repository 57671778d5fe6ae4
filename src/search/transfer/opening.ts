import type { Models } from "../models.ts";
import type { Problem } from "../problem.ts";

/** Whether an earlier study measured any of the objectives, and enough of it. */
export const isKnownElsewhere = ({ metrics }: Problem, models: Models): boolean =>
  metrics.some((metric) => metric.isObjective && models.sourcesOf(metric).length > 0);

/**
 * Who makes a proposal while the space is being filled. Every other one may go to what earlier studies know: to their
 * expectations as long as this study has too few trials to contradict them, then to its own model where that learns from
 * them. Where nothing does, the space is filled as if there were none.
 */
export function openingBy(problem: Problem, models: Models, turn: number): "space" | "source" | "model" {
  if (turn % 2 === 0 || !isKnownElsewhere(problem, models)) return "space";
  const lessons = models.outcomes.flatMap((outcome) =>
    outcome.role === "objective" && outcome.kind === "modelled" && outcome.lesson !== undefined ? [outcome.lesson.kind] : [],
  );
  if (lessons.includes("learned")) return "model";
  return lessons.includes("open") ? "source" : "space";
}
