import { describe, expect, it } from "vitest";
import { numberOf } from "../../../src/ui/parts/number-text.ts";
import { sortedRows, toggled } from "../../../src/ui/parts/sorting.ts";
import { tooltipPosition } from "../../../src/ui/parts/tooltip-position.ts";

describe("numberOf", () => {
  it("reads what a person types as a number", () => {
    expect(["12", " 0.5 ", ".5", "1e-3", "-4", "3."].map(numberOf)).toEqual([12, 0.5, 0.5, 0.001, -4, 3]);
  });

  it("takes nothing else for one", () => {
    expect(["", " ", "12 ms", "Infinity", "0x10", "1,5", "e5", "."].every((text) => Number.isNaN(numberOf(text)))).toBe(true);
  });
});

describe("sortedRows", () => {
  const rows = [{ n: 2 }, { n: null }, { n: 10 }, { n: 1 }];

  it("puts rows without a value last in both directions", () => {
    expect(sortedRows(rows, ({ n }) => n, "ascending").map(({ n }) => n)).toEqual([1, 2, 10, null]);
    expect(sortedRows(rows, ({ n }) => n, "descending").map(({ n }) => n)).toEqual([10, 2, 1, null]);
  });

  it("sorts texts as people count", () => {
    expect(sortedRows(["trial 10", "trial 9"], (text) => text, "ascending")).toEqual(["trial 9", "trial 10"]);
  });

  it("leaves the given rows alone", () => {
    sortedRows(rows, ({ n }) => n, "ascending");
    expect(rows[0]).toEqual({ n: 2 });
  });
});

it("turns a sorting round only for the same column", () => {
  const first = toggled(null, "name");
  expect(first).toEqual({ key: "name", direction: "ascending" });
  expect(toggled(first, "name").direction).toBe("descending");
  expect(toggled(toggled(first, "name"), "size")).toEqual({ key: "size", direction: "ascending" });
});

describe("tooltipPosition", () => {
  const view = { width: 360, height: 640 };
  const bubble = { width: 200, height: 40 };

  it("stands below the word where there is room", () => {
    expect(tooltipPosition({ left: 20, top: 100, width: 50, height: 20 }, bubble, view)).toEqual({ left: 20, top: 128 });
  });

  it("stays inside the window", () => {
    expect(tooltipPosition({ left: 320, top: 100, width: 50, height: 20 }, bubble, view).left).toBe(152);
    expect(tooltipPosition({ left: -30, top: 100, width: 50, height: 20 }, bubble, view).left).toBe(8);
  });

  it("goes above the word at the bottom of the window", () => {
    expect(tooltipPosition({ left: 20, top: 610, width: 50, height: 20 }, bubble, view).top).toBe(562);
  });
});
