/** Where a discrete search can step to: a grid's near surroundings. */
import { rankOf, sizeOf, valueAt, type Axis, type Candidate } from "./axes.ts";
import type { SearchSpace } from "./space.ts";

/** An axis with more values than this is also crossed in larger steps. */
const fineAxis = 16;

const isDiscrete = (axis: Axis) => axis.kind !== "float" && sizeOf(axis) > 1;

/** Values a step away on one axis: near ones of ordered axes, all others of a categorical one. */
function stepsFrom(axis: Axis, value: number, reach: number): number[] {
  const rank = rankOf(axis, value);
  const size = sizeOf(axis);
  if (axis.kind === "categorical") return Array.from({ length: size }, (_, index) => index).filter((i) => i !== rank);
  const stride = reach > 1 && size > fineAxis ? [Math.round(size / fineAxis), Math.round(size / 4)] : [];
  const distances = new Set([...Array.from({ length: reach }, (_, index) => index + 1), ...stride]);
  return [...distances]
    .flatMap((distance) => [rank - distance, rank + distance])
    .filter((index) => index >= 0 && index < size)
    .map((index) => valueAt(axis, index));
}

/** One or two values away on one discrete axis. */
export function neighbours(candidate: Candidate, space: SearchSpace, reach = 2): Candidate[] {
  return space.axes.flatMap((axis, index) =>
    isDiscrete(axis) && space.isActive(index, candidate)
      ? stepsFrom(axis, candidate[index] ?? 0, reach).flatMap(
          (value) => space.settle(candidate.map((old, other) => (other === index ? value : old))) ?? [],
        )
      : [],
  );
}

/** One value away on each of two discrete axes: what a predicate may force to change together. */
export function pairNeighbours(candidate: Candidate, space: SearchSpace): Candidate[] {
  const { axes } = space;
  const active = axes.flatMap((axis, index) => (isDiscrete(axis) && space.isActive(index, candidate) ? [index] : []));
  const moves = active.map((index) => {
    const axis = axes[index];
    return { index, values: axis === undefined ? [] : stepsFrom(axis, candidate[index] ?? 0, 1) };
  });
  return moves.flatMap((first, i) =>
    moves.slice(i + 1).flatMap((second) =>
      first.values.flatMap((a) =>
        second.values.flatMap(
          (b) =>
            space.settle(candidate.map((old, axis) => (axis === first.index ? a : axis === second.index ? b : old))) ??
            [],
        ),
      ),
    ),
  );
}
