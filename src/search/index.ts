/**
 * Model exploration: multi-objective Bayesian optimisation over the design space (AutoDistill, section 4; the method is
 * noisy expected hypervolume improvement on one Gaussian process a metric).
 *
 * trials → observations → outcomes (a model a metric) → situation (joint draws at what was tried) → score → suggestion
 */
import { createRandom, deriveSeed } from "../base/random.ts";
import { architectureKey, type Architecture } from "../study/architecture.ts";
import { validSpace } from "../study/space.ts";
import type { Study, Suggestion } from "../study/study.ts";
import { candidatesOf } from "./candidates.ts";
import { encodedAxes, modelEncoding } from "./encoding.ts";
import { explorationScore, explorationShare } from "./exploration-score.ts";
import { feasibilityScore } from "./feasibility.ts";
import { hypervolumeReference, hypervolumeScore } from "./hypervolume-score.ts";
import { maximise } from "./maximise.ts";
import { observe, type Observations } from "./observations.ts";
import { knownViolation, outcomesOf } from "./outcomes.ts";
import { expectedFront, situationOf, type Score } from "./situation.ts";
import { fillSpace, spaceFillingCount } from "./space-filling.ts";
import { withinTrustRegion } from "./trust-region.ts";

/** How many trials the budget is for; a budget of minutes is counted in trials like those seen so far. */
function expectedTrials({ requirements: { budget } }: Study, { meanSeconds }: Observations): number {
  if (budget.kind === "trials") return budget.trials;
  return meanSeconds === null || meanSeconds === 0 ? Infinity : (budget.minutes * 60) / meanSeconds;
}

/**
 * Proposes up to `count` architectures to try next, never one that was tried, is being tried or cannot be built, and
 * none known to break a constraint. A pure function of its arguments; the order of trials does not matter.
 * @param seed decides between equally good starts, and which suggestions explore
 * @returns fewer than `count`, or none, when the space has no more
 */
export function suggest(study: Study, count: number, seed: number): Suggestion[] {
  const { requirements } = study;
  const axes = encodedAxes(requirements.space);
  const space = validSpace(requirements);
  const encoding = modelEncoding(study, axes, space);
  const observations = observe(study);
  const { evaluated, failed } = observations;
  const violation = knownViolation(study);
  const taken = new Set(observations.taken);
  const eligibility = { violation, isTaken: (architecture: Architecture) => taken.has(architectureKey(architecture)) };
  const pending = [...observations.pending];
  const starts = spaceFillingCount(axes.length, expectedTrials(study, observations));

  // Models depend on finished trials only: they are fitted once, when the first suggestion needs them.
  let outcomes: ReturnType<typeof outcomesOf> | undefined;
  let reference: ReturnType<typeof hypervolumeReference> | undefined;

  const suggestions: Suggestion[] = [];
  for (let index = 0; index < count; index++) {
    const turn = observations.attempts + index;
    const random = createRandom(deriveSeed(seed, "turn", turn));
    const candidates = candidatesOf(space, axes, eligibility, random);
    const tried = [...evaluated, ...pending, ...failed];
    const fill = () => {
      const architecture = fillSpace(axes, candidates.architectures, tried, random);
      return architecture && { architecture, origin: "space-filling" };
    };
    const choose = (): Suggestion | undefined => {
      if (turn < starts || evaluated.length + failed.length === 0) return fill();
      outcomes ??= outcomesOf(study, observations, encoding, seed);
      const situation = situationOf(
        outcomes,
        encoding,
        evaluated,
        pending,
        (architecture) => violation(architecture) === 0,
        deriveSeed(seed, "situation", turn),
      );
      reference = reference === undefined ? hypervolumeReference(situation) : reference;
      const near = expectedFront(situation).flatMap(({ row }) => evaluated[row] ?? []);
      const best = (score: Score, origin: string): Suggestion | undefined => {
        const architecture = maximise(
          withinTrustRegion(score, axes, tried),
          candidates,
          axes,
          space,
          eligibility,
          near,
        );
        return architecture && { architecture, origin };
      };
      if (reference === null) return best(feasibilityScore(situation), "model") ?? fill();
      const explored = () => best(explorationScore(situation), "exploration");
      if (random.uniform() < explorationShare(situation)) return explored() ?? fill();
      return best(hypervolumeScore(situation, reference), "model") ?? explored() ?? fill();
    };
    const suggestion = choose();
    if (suggestion === undefined) break;
    suggestions.push(suggestion);
    pending.push(suggestion.architecture);
    taken.add(architectureKey(suggestion.architecture));
  }
  return suggestions;
}
