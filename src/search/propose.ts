/**
 * Multi-objective Bayesian optimisation: noisy expected hypervolume improvement on one Gaussian process a metric.
 *
 * trials → observations → outcomes (a model a metric) → situation (joint draws at what was tried) → score → proposal
 */
import { createRandom, deriveSeed } from "../base/random.ts";
import { explorationScore, explorationShare } from "./acquisition/exploration-score.ts";
import { feasibilityScore } from "./acquisition/feasibility.ts";
import { hypervolumeReference } from "./acquisition/hypervolume-score.ts";
import { improvementScore } from "./acquisition/improvement-score.ts";
import { maximise } from "./acquisition/maximise.ts";
import { mostOpen, repeatShare } from "./acquisition/repeat.ts";
import { expectedFront, type Score, type Situation } from "./acquisition/situation.ts";
import { fillSpace, spaceFillingCount } from "./acquisition/space-filling.ts";
import { withinTrustRegion } from "./acquisition/trust-region.ts";
import { modelsOf } from "./models.ts";
import type { Problem, Proposal } from "./problem.ts";
import { candidateKey, sizeOf, type Candidate } from "./space/axes.ts";
import { candidatesOf, isEligible } from "./space/candidates.ts";
import { expectedBest } from "./transfer/expected-best.ts";
import { isKnownElsewhere, openingBy } from "./transfer/opening.ts";

/**
 * Proposes up to `count` candidates to try next, the person's own first; none that is not allowed or known to break a
 * bound, and, unless the problem asks for repeats, none that was tried or is being tried. A pure function of its arguments.
 * @param seed decides between equally good starts, and which proposals explore
 * @returns fewer than `count`, or none, when the space has no more
 */
export function propose(problem: Problem, count: number, seed: number): Proposal[] {
  const { space } = problem;
  const models = modelsOf(problem, seed);
  const { observations, violation } = models;
  const { evaluated, failed } = observations;
  const taken = new Set(observations.taken);
  const eligibility = { violation, isTaken: (candidate: Candidate) => taken.has(candidateKey(candidate)) };
  const pending = [...observations.pending];
  const isBounded = problem.metrics.some(({ bounds }) => bounds.length > 0);
  const dimensions = space.axes.filter((axis) => sizeOf(axis) > 1).length;
  const starts = spaceFillingCount(dimensions, problem.expectedTrials, isKnownElsewhere(problem, models));

  const timesTried = (candidate: Candidate) => {
    const key = candidateKey(candidate);
    const isSame = (other: Candidate) => candidateKey(other) === key;
    // What was just proposed is pending, and not among the tried.
    const proposedNow = pending.slice(observations.pending.length).filter(isSame).length;
    return proposedNow + problem.tried.filter((trial) => isSame(trial.candidate)).length;
  };
  const repeated = (situation: Situation) => {
    const row = mostOpen(situation, (candidate) => timesTried(evaluated[candidate] ?? new Float64Array()));
    return row === undefined ? undefined : evaluated[row];
  };

  let reference: ReturnType<typeof hypervolumeReference> | undefined;

  const proposals: Proposal[] = [];
  for (let index = 0; index < count; index++) {
    const turn = problem.tried.length + index;
    const random = createRandom(deriveSeed(seed, "turn", turn));
    const candidates = candidatesOf(space, eligibility, random);
    const tried = [...evaluated, ...pending, ...failed];
    const fill = () => {
      const candidate = fillSpace(space, candidates.candidates, tried, random);
      return candidate && { candidate, origin: "space-filling" };
    };
    const elsewhere = () => {
      const candidate = expectedBest(problem, models, candidates.candidates, eligibility, tried);
      return candidate && { candidate, origin: "earlier study" };
    };
    const own = problem.candidates?.find((candidate) => space.has(candidate) && isEligible(eligibility, candidate));
    const choose = (): Proposal | undefined => {
      if (own !== undefined) return { candidate: own, origin: "person" };
      if (turn < starts || evaluated.length + failed.length === 0) {
        const opening = openingBy(problem, models, turn);
        if (opening === "space") return fill();
        if (opening === "source") return elsewhere() ?? fill();
      }
      const situation = models.situation(pending, turn);
      reference = reference === undefined ? hypervolumeReference(situation, problem.reference) : reference;
      const near = random.shuffled(expectedFront(situation)).flatMap(({ row }) => evaluated[row] ?? []);
      const centres = near.length > 0 ? near : tried;
      const best = (score: Score, origin: string): Proposal | undefined => {
        const surroundings = { score: withinTrustRegion(score, space, centres, tried.length), space, eligibility, isBounded };
        const candidate = maximise(surroundings, candidates, near);
        return candidate && { candidate, origin };
      };
      if (reference === null) return best(feasibilityScore(situation), "model") ?? fill();
      const explored = () => best(explorationScore(situation), "exploration");
      if (problem.repeats === true && random.uniform() < repeatShare) {
        const again = repeated(situation);
        if (again !== undefined) return { candidate: again, origin: "repeat" };
      }
      if (random.uniform() < explorationShare(situation, reference)) return explored() ?? fill();
      return best(improvementScore(situation, reference), "model") ?? explored() ?? fill();
    };
    const proposal = choose();
    if (proposal === undefined) break;
    proposals.push(proposal);
    pending.push(proposal.candidate);
    taken.add(candidateKey(proposal.candidate));
  }
  return proposals;
}
