import { describe, expect, it } from "vitest";
import type { Study } from "../../../src/study/study.ts";
import { hypervolumeCurve } from "../../../src/ui/results/hypervolume-curve.ts";
import { baselineOf, devicesOf, filtered, headline, noFilter, trialName, trialRows } from "../../../src/ui/results/rows.ts";
import { defaultAxes, pointsOf, referencesOf } from "../../../src/ui/results/study-charts.tsx";
import { fakeDevices, fakeStudy, fakeTrial } from "../../suites/fake-study.ts";

const study = fakeStudy({ trials: 12 });
const { key } = fakeDevices.gpu;
const rows = trialRows(study, key);

describe("trialRows", () => {
  it("marks front, baseline, dominated and failed trials", () => {
    const mark = (id: number) => rows.find(({ trial }) => trial.id === id)?.mark;
    expect(mark(0)).toBe("baseline");
    expect(mark(3)).toBe("infeasible");
    const marks = rows.map((row) => row.mark);
    expect(marks).toContain("front");
    expect(marks).toContain("dominated");
    expect(rows.filter((row) => row.mark === "front").every(({ onFront }) => onFront)).toBe(true);
  });

  it("keeps the baseline marked outside a constraint, and lets it compete for nothing", () => {
    const requirements = { ...study.requirements, constraints: [{ metric: "latencyMs", bound: "atMost", value: 1e-3 }] } as const;
    const bound: Study = { ...study, requirements: { ...requirements, constraints: [...requirements.constraints] } };
    const outside = trialRows(bound, key);
    expect(outside[0]?.mark).toBe("baseline");
    expect(outside.every(({ feasible }) => !feasible)).toBe(true);
    expect(pointsOf(outside, "latencyMs", "mlmAccuracy").every(({ competes }) => !competes)).toBe(true);
  });

  it("never mixes devices", () => {
    const other = { ...fakeTrial(study.requirements, fakeDevices.software, { id: 20 }), startedAt: 0, finishedAt: 1 };
    const both: Study = { ...study, trials: [...study.trials, other] };
    expect(devicesOf(both).map((device) => [device.key, device.trials])).toEqual([
      [key, 12],
      [fakeDevices.software.key, 1],
    ]);
    expect(trialRows(both, key)).toHaveLength(12);
    expect(trialRows(both, fakeDevices.software.key).map(({ name }) => name)).toEqual(["Trial 20"]);
    expect(baselineOf(both, fakeDevices.software.key)).toBeNull();
    expect(baselineOf(both, key)?.id).toBe(0);
  });
});

describe("filtered", () => {
  it("filters by state, front and words", () => {
    expect(filtered(rows, noFilter)).toHaveLength(12);
    expect(filtered(rows, { ...noFilter, state: "infeasible" }).map(({ trial }) => trial.id)).toEqual([3]);
    expect(filtered(rows, { ...noFilter, frontOnly: true }).every(({ onFront }) => onFront)).toBe(true);
    expect(filtered(rows, { ...noFilter, text: "  BASE line" }).map(({ trial }) => trial.id)).toEqual([0]);
    expect(filtered(rows, { ...noFilter, text: "stepped over" }).map(({ trial }) => trial.id)).toEqual([7]);
  });
});

it("begins with a candidate of the front", () => {
  const first = headline(rows, study.requirements.objectives);
  expect(first?.onFront).toBe(true);
  expect(first?.trial.role).toBe("candidate");
  expect(headline([], study.requirements.objectives)).toBeUndefined();
});

it("names trials by their role", () => {
  expect(trialName({ id: 0, role: "baseline", parent: null })).toBe("Baseline");
  expect(trialName({ id: 9, role: "regular", parent: 4 })).toBe("Trial 9, regular of 4");
});

describe("the charts' values", () => {
  it("takes axes from the objectives, cost across and accuracy up", () => {
    expect(defaultAxes(study)).toEqual({ x: "latencyMs", y: "mlmAccuracy" });
    const sized = { ...study.requirements, objectives: [{ metric: "parameters", direction: "minimise" }, { metric: "latencyMs", direction: "minimise" }] };
    expect(defaultAxes({ ...study, requirements: sized } as Study)).toEqual({ x: "parameters", y: "mlmAccuracy" });
  });

  it("draws constraints and the teacher's size on the axes they belong to", () => {
    const bound = { ...study, requirements: { ...study.requirements, constraints: [{ metric: "latencyMs", bound: "atMost", value: 4 }] } } as Study;
    expect(referencesOf(bound, "latencyMs", "mlmAccuracy")).toEqual([
      { name: "Latency at most 4 ms", axis: "x", value: 4, tone: "danger" },
    ]);
    expect(referencesOf(bound, "mlmAccuracy", "parameters")).toEqual([
      { name: "Teacher", axis: "y", value: study.teacher.parameters, tone: "teacher" },
    ]);
  });

  it("lets the hypervolume rise to its last value and never fall", () => {
    const curve = hypervolumeCurve(study, key);
    expect(curve).toHaveLength(10);
    expect(curve.at(-1)).toEqual([10, 1]);
    expect(curve.every(([, value], index) => index === 0 || value >= (curve[index - 1]?.[1] ?? 0))).toBe(true);
    expect(hypervolumeCurve({ ...study, trials: [] }, key)).toEqual([]);
  });
});
