/** What all baselines share: proposals one at a time, none of them tried before. */
import { createRandom, deriveSeed, type Random } from "../../base/random.ts";
import type { Problem, Proposal, Searcher } from "../problem.ts";
import { candidateKey, type Candidate } from "../space/axes.ts";
import type { SearchSpace } from "../space/space.ts";

/** Draws until chance has to have found something free, unless next to nothing is. */
const drawLimit = 100;

export interface Turn {
  readonly problem: Problem;
  /** How many candidates were proposed before, now and earlier. */
  readonly turn: number;
  readonly isTaken: (candidate: Candidate) => boolean;
  /** Of this turn alone. */
  readonly random: Random;
}

/** A searcher that chooses one candidate a turn; it ends where `choose` finds nothing. */
export function takingTurns(origin: string, choose: (turn: Turn, seed: number) => Candidate | undefined): Searcher {
  return (problem, count, seed) => {
    const taken = new Set(problem.tried.map(({ candidate }) => candidateKey(candidate)));
    const isTaken = (candidate: Candidate) => taken.has(candidateKey(candidate));
    const proposals: Proposal[] = [];
    while (proposals.length < count) {
      const turn = problem.tried.length + proposals.length;
      const candidate = choose({ problem, turn, isTaken, random: createRandom(deriveSeed(seed, origin, turn)) }, seed);
      if (candidate === undefined) break;
      taken.add(candidateKey(candidate));
      proposals.push({ candidate, origin });
    }
    return proposals;
  };
}

/** The first that is allowed and free of what `attempt` makes; by chance where that fails too often. */
export function freeFrom(
  attempt: () => Candidate | undefined,
  { problem: { space }, isTaken, random }: Turn,
): Candidate | undefined {
  for (let attempts = 0; attempts < drawLimit; attempts++) {
    const candidate = attempt();
    if (candidate !== undefined && !isTaken(candidate)) return candidate;
  }
  return drawFree(space, isTaken, random);
}

/** A free candidate by chance; undefined where there is none. */
export function drawFree(
  space: SearchSpace,
  isTaken: Turn["isTaken"],
  random: Random,
): Candidate | undefined {
  for (let draw = 0; draw < drawLimit; draw++) {
    const candidate = space.draw(random);
    if (candidate !== undefined && !isTaken(candidate)) return candidate;
  }
  const free = (space.all ?? []).filter((candidate) => !isTaken(candidate));
  return free[random.integer(free.length)];
}
