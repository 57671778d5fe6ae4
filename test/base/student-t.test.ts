import { expect, it } from "vitest";
import { studentQuantile } from "../../src/base/student-t.ts";

it.each([
  [0.975, 4, 2.776],
  [0.975, 6, 2.447],
  [0.975, 10, 2.228],
  [0.975, 30, 2.042],
  [0.95, 8, 1.86],
  [0.025, 10, -2.228],
  [0.975, 1e9, 1.96],
])("the quantile of %f with %i degrees of freedom is %f", (share, degreesOfFreedom, value) => {
  expect(studentQuantile(share, degreesOfFreedom) / value).toBeCloseTo(1, 2);
});
