import { describe, expect, it } from "vitest";
import { minimise } from "../../../src/search/surrogate/lbfgs.ts";

describe("L-BFGS", () => {
  it("finds the bottom of Rosenbrock's valley", () => {
    const { point, value } = minimise(
      ([x = 0, y = 0]) => ({
        value: (1 - x) ** 2 + 100 * (y - x * x) ** 2,
        gradient: Float64Array.of(-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)),
      }),
      Float64Array.of(-1.2, 1),
      { iterations: 200, tolerance: 0 },
    );
    expect(value).toBeLessThan(1e-10);
    expect(point[0]).toBeCloseTo(1, 4);
  });

  it("stays where the value is finite", () => {
    const { point } = minimise(
      ([x = 0]) =>
        x > 0
          ? { value: x - Math.log(x), gradient: Float64Array.of(1 - 1 / x) }
          : { value: NaN, gradient: Float64Array.of(0) },
      Float64Array.of(30),
      { iterations: 100, tolerance: 0 },
    );
    expect(point[0]).toBeCloseTo(1, 4);
  });

  it("returns a start without a value, and a minimum it already stands on", () => {
    const nowhere = minimise(() => ({ value: Infinity, gradient: Float64Array.of(1) }), Float64Array.of(3), {
      iterations: 9,
      tolerance: 0,
    });
    expect(nowhere).toEqual({ point: Float64Array.of(3), value: Infinity });
    const flat = minimise(() => ({ value: 2, gradient: Float64Array.of(0) }), Float64Array.of(3), {
      iterations: 9,
      tolerance: 0,
    });
    expect(flat).toEqual({ point: Float64Array.of(3), value: 2 });
  });
});
