import { describe, expect, it } from "vitest";
import { createRandom } from "../../../src/base/random.ts";
import { studentQuantile } from "../../../src/base/student-t.ts";
import { expectedValue, type Lesson } from "../../../src/search/fidelity/regression.ts";

const lesson = (feature: number, value: number): Lesson => ({ features: [feature], value });

describe("expectedValue", () => {
  it("is the posterior of three lessons on a line", () => {
    // Standardised already. A = 2.1, w = 2 / 2.1; unexplained 2 - 4 / 2.1; ν = 2 + 3 - 1.
    const noise = (2 * 0.25 + 2 - 4 / 2.1) / 4;
    const { value, low, high, samples } = expectedValue([lesson(-1, -1), lesson(0, 0), lesson(1, 1)], [1]);
    expect(value).toBeCloseTo(2 / 2.1, 12);
    expect(high - value).toBeCloseTo(studentQuantile(0.975, 4) * Math.sqrt(noise * (1 + 1 / 3 + 1 / 2.1)), 12);
    expect(value - low).toBeCloseTo(high - value, 12);
    expect(samples).toBe(3);
  });

  it("knows neither units nor offsets", () => {
    const lessons = [lesson(3, 0.2), lesson(4, 0.35), lesson(5, 0.3), lesson(7, 0.6)];
    const moved = lessons.map(({ features: [x = 0], value }) => lesson(100 - 7 * x, 20 * value + 3));
    const [plain, other] = [expectedValue(lessons, [4.5]), expectedValue(moved, [100 - 7 * 4.5])];
    expect(other.value).toBeCloseTo(20 * plain.value + 3, 10);
    expect(other.high - other.low).toBeCloseTo(20 * (plain.high - plain.low), 10);
  });

  it("says little where features say nothing, and answers where nothing varies", () => {
    const alike = [lesson(1, 0.2), lesson(1, 0.6), lesson(1, 0.4)];
    expect(expectedValue(alike, [1]).value).toBeCloseTo(0.4, 12);
    expect(expectedValue([lesson(1, 0.5), lesson(1, 0.5)], [2]).value).toBe(0.5);
  });

  it("covers 95 % of new cases, also after six lessons", () => {
    const random = createRandom(5);
    const draw = () => {
      const x = random.normal();
      return lesson(x, 0.3 - 0.1 * x + 0.05 * random.normal());
    };
    for (const count of [6, 30]) {
      let inside = 0;
      for (let round = 0; round < 2000; round++) {
        const lessons = Array.from({ length: count }, draw);
        const { features, value } = draw();
        const { low, high } = expectedValue(lessons, features);
        if (low <= value && value <= high) inside++;
      }
      // Three standard errors of 95 % are 1.5 %; the prior's noise is close to this one's.
      expect(Math.abs(inside / 2000 - 0.95)).toBeLessThan(0.02);
    }
  });
});
