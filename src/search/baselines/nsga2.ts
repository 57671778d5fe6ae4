/**
 * NSGA-II (Deb, Pratap, Agarwal and Meyarivan 2002) with constrained domination.
 *
 * It keeps no state: trials in their order are its generations, so whoever survived is found out again each time.
 */
import type { Problem } from "../problem.ts";
import type { Random } from "../../base/random.ts";
import { judge, ranked, type Ranked } from "./ranking.ts";
import { freeFrom, takingTurns } from "./taking-turns.ts";
import { childOf } from "./variation.ts";

const populationSize = 20;

/** The population after so many generations, from best to worst; trials without values leave no trace. */
function populationAfter(problem: Problem, generations: number): Ranked[] {
  let population: Ranked[] = [];
  for (let generation = 0; generation < generations; generation++) {
    const offspring = problem.tried
      .slice(generation * populationSize, (generation + 1) * populationSize)
      .flatMap((trial) => judge(problem, trial));
    population = ranked([...population, ...offspring]).slice(0, populationSize);
  }
  // Crowding is that among the survivors.
  return ranked(population);
}

/** The better of two drawn by chance: populations are in order of merit. */
const winner = (population: readonly Ranked[], random: Random) =>
  population[Math.min(random.integer(population.length), random.integer(population.length))];

export const nsga2 = takingTurns("nsga2", (turn) => {
  const { problem, random } = turn;
  // Proposals made ahead of results can only have the parents that are known.
  const generation = Math.floor(turn.turn / populationSize);
  const population = populationAfter(problem, generation);
  return freeFrom(() => {
    const [first, second] = [winner(population, random), winner(population, random)];
    return first === undefined || second === undefined
      ? problem.space.draw(random)
      : childOf(problem.space, first.candidate, second.candidate, random);
  }, turn);
});
