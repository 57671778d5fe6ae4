/**
 * ZDT1, ZDT2 and ZDT3 in six dimensions (Zitzler, Deb and Thiele 2000), with the reference point of Yang et al. 2019.
 *
 * Notation: f1 = x0; g = 1 + 9 mean(x1 … x5); r = f1 / g; f2 = g h(r), h falling from 1 to about 0 on r in [0, 1]. The
 * front is where g = 1. ZDT3 is BoTorch's: its f2 lacks the factor g, so it differs from the textbook off the front.
 */
import { searchSpace } from "../../../../src/search/space/space.ts";
import { objective, unitAxes, type TestProblem } from "../test-problem.ts";

const dimensions = 6;

function zdt(name: string, maximum: number, second: (f1: number, g: number) => number): TestProblem {
  return {
    name,
    space: searchSpace(unitAxes(dimensions)),
    metrics: [objective("f1"), objective("f2")],
    evaluate([f1 = 0, ...rest]) {
      const g = 1 + (9 * rest.reduce((sum, x) => sum + x, 0)) / rest.length;
      return { f1, f2: second(f1, g) };
    },
    noise: {},
    reference: [11, 11],
    maximum,
    budget: 60,
  };
}

/** Convex. */
export const zdt1 = zdt("ZDT1", 120 + 2 / 3, (f1, g) => g * (1 - Math.sqrt(f1 / g)));

/** Concave: whoever only finds the ends of the front stays at 110. */
export const zdt2 = zdt("ZDT2", 120 + 1 / 3, (f1, g) => g * (1 - (f1 / g) ** 2));

/** In five pieces. */
export const zdt3 = zdt(
  "ZDT3",
  128.77811613069076,
  (f1, g) => 1 - Math.sqrt(f1 / g) - (f1 / g) * Math.sin(10 * Math.PI * f1),
);
