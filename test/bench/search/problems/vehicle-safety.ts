/**
 * A car's front made lighter and safer (Tanabe and Ishibuchi 2020, RE3-5-4; quadratic response surfaces of Liao et al.
 * 2008): five thicknesses in millimetres; mass, deceleration in a full frontal crash, intrusion in an offset one.
 * Reference point (1.1 times the nadir of that suite's front) and maximum as in BoTorch.
 */
import { searchSpace } from "../../../../src/search/space/space.ts";
import { floatAxis, objective, type TestProblem } from "../test-problem.ts";

type Term = readonly [factor: number, ...axes: readonly number[]];

/** Each term is a factor times the product of the named axes, counted from 1. */
const surfaces = {
  mass: [[1640.2823], [2.3573285, 1], [2.3220035, 2], [4.5688768, 3], [7.7213633, 4], [4.4559504, 5]],
  deceleration: [
    [6.5856],
    [1.15, 1],
    [-1.0427, 2],
    [0.9738, 3],
    [0.8364, 4],
    [-0.3695, 1, 4],
    [0.0861, 1, 5],
    [0.3628, 2, 4],
    [-0.1106, 1, 1],
    [-0.3437, 3, 3],
    [0.1764, 4, 4],
  ],
  intrusion: [
    [-0.0551],
    [0.0181, 1],
    [0.1024, 2],
    [0.0421, 3],
    [-0.0073, 1, 2],
    [0.024, 2, 3],
    [-0.0118, 2, 4],
    [-0.0204, 3, 4],
    [-0.008, 3, 5],
    [-0.0241, 2, 2],
    [0.0109, 4, 4],
  ],
} satisfies Record<string, readonly Term[]>;

const valueOf = (terms: readonly Term[], candidate: Float64Array) =>
  terms.reduce(
    (sum, [factor, ...axes]) => sum + axes.reduce((product, axis) => product * (candidate[axis - 1] ?? 0), factor),
    0,
  );

export const vehicleSafety: TestProblem = {
  name: "VehicleSafety",
  space: searchSpace([1, 2, 3, 4, 5].map((axis) => floatAxis(`thickness${axis}Mm`, 1, 3))),
  metrics: [objective("mass"), objective("deceleration"), objective("intrusion")],
  evaluate: (candidate) => ({
    mass: valueOf(surfaces.mass, candidate),
    deceleration: valueOf(surfaces.deceleration, candidate),
    intrusion: valueOf(surfaces.intrusion, candidate),
  }),
  noise: {},
  reference: [1864.72022, 11.81993945, 0.2903999384],
  maximum: 246.81607081187002,
  budget: 60,
};
