/**
 * Limited-memory BFGS (Nocedal and Wright, Numerical Optimization, algorithms 7.4 and 7.5) with a backtracking line
 * search. Notation: x point, g gradient, s = x' - x, y = g' - g, ρ = 1 / (s · y).
 */
import { at, dot } from "../../base/linear-algebra.ts";

export interface Evaluation {
  readonly value: number;
  readonly gradient: Float64Array;
}

export interface Minimum {
  readonly point: Float64Array;
  readonly value: number;
}

/** What one iteration taught about the curvature. */
interface Step {
  readonly s: Float64Array;
  readonly y: Float64Array;
  readonly rho: number;
}

const memory = 8;
const sufficientDecrease = 1e-4;
const halvings = 20;

const product = (a: Float64Array, b: Float64Array) => dot(a, 0, b, 0, a.length);

/** -H g by the two-loop recursion. */
function direction(gradient: Float64Array, steps: readonly Step[]): Float64Array {
  const result = gradient.map((value) => -value);
  const add = (vector: Float64Array, factor: number) => {
    for (let i = 0; i < result.length; i++) result[i] = at(result, i) + factor * at(vector, i);
  };
  const alphas: number[] = [];
  for (const { s, y, rho } of steps.toReversed()) {
    const alpha = rho * product(s, result);
    alphas.push(alpha);
    add(y, -alpha);
  }
  const latest = steps.at(-1);
  if (latest !== undefined) {
    const scale = 1 / (latest.rho * product(latest.y, latest.y));
    for (let i = 0; i < result.length; i++) result[i] = scale * at(result, i);
  }
  for (const { s, y, rho } of steps) add(s, (alphas.pop() ?? 0) - rho * product(y, result));
  return result;
}

/**
 * A local minimum near `start`; ends when a step gains no more than `tolerance`. A value that is not finite counts as
 * uphill, so the search never leaves the domain; where the start itself has none, it is returned as it is.
 */
export function minimise(
  evaluate: (point: Float64Array) => Evaluation,
  start: Float64Array,
  { iterations, tolerance }: { readonly iterations: number; readonly tolerance: number },
): Minimum {
  let point = start;
  let { value, gradient } = evaluate(point);
  const steps: Step[] = [];
  for (let iteration = 0; iteration < iterations && Number.isFinite(value); iteration++) {
    let towards = direction(gradient, steps);
    let slope = product(towards, gradient);
    if (!(slope < 0)) {
      steps.length = 0;
      towards = gradient.map((component) => -component);
      slope = product(towards, gradient);
    }
    if (!(slope < 0)) break;
    // The first step knows no scale yet: move by at most one.
    let length = steps.length === 0 ? 1 / Math.max(1, Math.sqrt(-slope)) : 1;
    let next: Float64Array | undefined;
    let evaluation: Evaluation | undefined;
    for (let halving = 0; halving < halvings; halving++, length /= 2) {
      next = point.map((component, i) => component + length * at(towards, i));
      evaluation = evaluate(next);
      if (evaluation.value <= value + sufficientDecrease * length * slope) break;
      evaluation = undefined;
    }
    if (next === undefined || evaluation === undefined) break;
    const reached = next;
    const before = { point, value, gradient };
    ({ value, gradient } = evaluation);
    point = reached;
    const s = reached.map((component, i) => component - at(before.point, i));
    const y = gradient.map((component, i) => component - at(before.gradient, i));
    const curvature = product(s, y);
    // Without positive curvature the update would break positive definiteness.
    if (curvature > 1e-12 * product(y, y)) steps.push({ s, y, rho: 1 / curvature });
    if (steps.length > memory) steps.shift();
    if (before.value - value <= tolerance) break;
  }
  return { point, value };
}
