/**
 * What to try before this study has trials of its own to learn from: of the candidates, the one that adds most to the
 * front as an earlier study would draw it through what was tried already. Bounds on measured metrics are left aside: on
 * another device they mean something else.
 */
import { at } from "../../base/linear-algebra.ts";
import { hypervolume, paretoFront, referencePoint, type Point } from "../../study/pareto.ts";
import type { Models } from "../models.ts";
import type { Metric, Problem } from "../problem.ts";
import { isEligible, type Eligibility } from "../space/candidates.ts";
import { candidateKey, type Candidate } from "../space/axes.ts";
import { encode } from "../surrogate/encoding.ts";
import { meanAt } from "../surrogate/gaussian-process.ts";
import { fitScale, scaled } from "../surrogate/scale.ts";

type Expectation = (candidates: readonly Candidate[]) => Float64Array;

/** Less is better; undefined where no earlier study measured the metric. */
function expectationOf(metric: Metric, { encoding, sourcesOf }: Models): Expectation | undefined {
  const { known, sign, logarithmic } = metric;
  if (known !== null)
    return (candidates) => {
      const values = candidates.map(known);
      const scale = fitScale(values, { sign, logarithmic, bounds: [] });
      return Float64Array.from(values, (value) => scaled(scale, value));
    };
  const [source] = sourcesOf(metric);
  return source && ((candidates) => meanAt(source.process, encode(encoding, candidates)));
}

/** @returns undefined where no earlier study measured an objective, or it expects nothing more */
export function expectedBest(
  { space, metrics, sources = [] }: Problem,
  models: Models,
  candidates: readonly Candidate[],
  eligibility: Eligibility,
  tried: readonly Candidate[],
): Candidate | undefined {
  const objectives = metrics.filter(({ isObjective }) => isObjective);
  if (!objectives.some((metric) => models.sourcesOf(metric).length > 0)) return undefined;
  const expectations = objectives.flatMap((metric) => expectationOf(metric, models) ?? []);
  const theirs = sources
    .flatMap(({ trials }) => trials.map(({ candidate }) => candidate))
    .filter((candidate) => space.has(candidate) && isEligible(eligibility, candidate));
  const pool = [...new Map([...theirs, ...candidates].map((candidate) => [candidateKey(candidate), candidate])).values()];
  const all = [...pool, ...tried];
  const columns = expectations.map((expectation) => expectation(all));
  const points = all.map((_, row): Point => columns.map((column) => at(column, row)));
  const expected = points.slice(0, pool.length);
  const front = new Set(paretoFront(expected));
  const reference = referencePoint(expected);
  const before = points.slice(pool.length);
  const worth = (point: Point) => hypervolume([...before, point], reference);
  let [best, most] = [undefined as Candidate | undefined, hypervolume(before, reference)];
  pool.forEach((candidate, row) => {
    const point = expected[row];
    if (point === undefined || !front.has(point)) return;
    const value = worth(point);
    if (value > most) [best, most] = [candidate, value];
  });
  return best;
}
