import { describe, expect, it } from "vitest";
import { withinTrustRegion } from "../../../src/search/acquisition/trust-region.ts";
import { searchSpace } from "../../../src/search/space/space.ts";
import { unitAxes } from "../../bench/search/test-problem.ts";

const square = searchSpace(unitAxes(2));
const at = (...places: number[]) => Float64Array.from(places);
const level = (candidates: readonly Float64Array[]) => new Float64Array(candidates.length).fill(5);

describe("the trust region", () => {
  it("is a cube round each centre: inside the score counts, outside nothing does, and less the farther away", () => {
    // 0.2 + 0.3 · 5 / 15
    const score = withinTrustRegion(level, square, [at(0, 0), at(1, 0)], 5);
    const [inside, other, outside, farther] = score([at(0.29, 0.29), at(0.75, 0.1), at(0.5, 0.31), at(0.5, 0.9)]);
    expect([inside, other]).toEqual([5, 5]);
    expect(outside).toBeLessThan(-1000);
    expect(farther).toBeLessThan(outside ?? 0);
  });

  it("grows with the trials, until it is the whole space", () => {
    const corner = [at(1, 1)];
    const worth = (trials: number) => withinTrustRegion(level, square, [at(0.55, 0.55)], trials)(corner)[0];
    expect(worth(12)).toBeLessThan(0);
    expect(worth(13)).toBe(5);
    const across = (trials: number) => withinTrustRegion(level, square, [at(0, 0)], trials)(corner)[0];
    expect(across(15)).toBeLessThan(0);
    expect(across(16)).toBe(5);
  });

  it("holds back nothing where there is no centre", () => {
    expect(withinTrustRegion(level, square, [], 3)).toBe(level);
  });
});
