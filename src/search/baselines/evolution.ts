/**
 * Regularised evolution (Real, Aggarwal, Huang and Le 2019): the oldest dies, not the worst. The best of a sample of the
 * youngest becomes the parent of a mutant with one value changed. Several objectives are compared by the rank of their
 * front. Population and sample are smaller than in the paper, as are the budgets.
 */
import { judge, ranked } from "./ranking.ts";
import { freeFrom, takingTurns } from "./taking-turns.ts";
import { mutantOf } from "./variation.ts";

const populationSize = 20;
const sampleSize = 5;

export const evolution = takingTurns("evolution", (turn) => {
  const { problem, random } = turn;
  const { space, tried } = problem;
  const young = tried.flatMap((trial) => judge(problem, trial)).slice(-populationSize);
  const [parent] = random
    .shuffled(ranked(young))
    .slice(0, sampleSize)
    .sort((a, b) => a.rank - b.rank);
  const isFirst = turn.turn < populationSize || parent === undefined;
  return freeFrom(() => (isFirst ? space.draw(random) : mutantOf(space, parent.candidate, random)), turn);
});
