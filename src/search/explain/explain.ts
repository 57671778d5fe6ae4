/** What the search has learned, what it would try next, and why. */
import { exponential } from "../../base/exponential.ts";
import { at } from "../../base/linear-algebra.ts";
import { frontChance } from "../acquisition/front-chance.ts";
import { hypervolumeReference } from "../acquisition/hypervolume-score.ts";
import { frontVolume, improvementScore } from "../acquisition/improvement-score.ts";
import { expectedFront } from "../acquisition/situation.ts";
import { modelsOf, type Models } from "../models.ts";
import type { Problem } from "../problem.ts";
import { propose } from "../propose.ts";
import type { Candidate } from "../space/axes.ts";
import { checks } from "./checks.ts";
import type { Explanation, Why } from "./explanation.ts";
import { importance } from "./importance.ts";
import { predictions } from "./predictions.ts";

function whyOf(problem: Problem, models: Models, candidate: Candidate): Why {
  const predicted = predictions(models, [candidate])[0] ?? {};
  if (models.observations.evaluated.length === 0) return { predicted, chance: null, gain: null };
  const situation = models.situation(models.observations.pending, problem.tried.length);
  const chance = at(frontChance(situation)([candidate]), 0);
  const reference = hypervolumeReference(situation, problem.reference);
  if (reference === null) return { predicted, chance, gain: null };
  const today = frontVolume(
    expectedFront(situation).map(({ point }) => point),
    reference,
  );
  const expected = exponential(at(improvementScore(situation, reference)([candidate]), 0));
  return { predicted, chance, gain: today > 0 ? expected / today : null };
}

/** Why a candidate is, or was, worth trying: with nothing known but the trials of the problem. */
export function why(problem: Problem, candidate: Candidate, seed: number): Why {
  return whyOf(problem, modelsOf(problem, seed), candidate);
}

/** A pure function of its arguments, like `propose`. */
export function explain(problem: Problem, seed: number): Explanation {
  const models = modelsOf(problem, seed);
  const [next] = propose(problem, 1, seed);
  return {
    next: next === undefined ? null : { ...next, ...whyOf(problem, models, next.candidate) },
    importance: importance(problem, models, seed),
    checks: checks(models),
    lessons: Object.fromEntries(
      models.outcomes.flatMap((outcome) =>
        outcome.metric !== null && outcome.kind === "modelled" && outcome.lesson !== undefined
          ? [[outcome.metric, outcome.lesson]]
          : [],
      ),
    ),
  };
}
