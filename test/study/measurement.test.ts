import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { exactly, measurementSchema, type Measurement } from "../../src/study/measurement.ts";
import { downstreamNames } from "../../src/study/downstream.ts";
import { metricNames, metrics, scoreName } from "../../src/study/metrics.ts";
import { architectureSchema, axisLimits, axisNames, spaceSchema } from "../../src/study/architecture.ts";
import { studySchema, trialSchema } from "../../src/study/study.ts";
import { someArchitecture, studyWith, trialWith } from "../suites/studies.ts";

const accepts = (schema: v.GenericSchema, value: unknown) => v.safeParse(schema, value).success;

describe("the measurement schema", () => {
  it("takes any of the metrics, and no others", () => {
    const some: Measurement = { metrics: { mlmAccuracy: exactly(0.5) }, timing: null };
    expect(accepts(measurementSchema, some)).toBe(true);
    expect(accepts(measurementSchema, { metrics: {}, timing: null })).toBe(true);
    expect(accepts(measurementSchema, { metrics: { joy: exactly(1) }, timing: null })).toBe(false);
    const estimate = some.metrics.latencyMs;
    expect(estimate).toBeUndefined();
  });

  it("takes finite values only", () => {
    for (const value of [NaN, Infinity, -Infinity, "1", null])
      expect(accepts(measurementSchema, { metrics: { latencyMs: { ...exactly(1), value } }, timing: null })).toBe(
        false,
      );
  });
});

describe("the architecture schema", () => {
  it("keeps values whole and within their limits", () => {
    for (const axis of axisNames) {
      expect(accepts(architectureSchema, { ...someArchitecture, [axis]: axisLimits[axis] })).toBe(true);
      for (const value of [0, -1, 1.5, NaN, axisLimits[axis] + 1])
        expect(accepts(architectureSchema, { ...someArchitecture, [axis]: value })).toBe(false);
    }
  });

  it("limits how many values an axis may list", () => {
    const space = Object.fromEntries(axisNames.map((axis) => [axis, [1]]));
    expect(accepts(spaceSchema, space)).toBe(true);
    expect(accepts(spaceSchema, { ...space, hiddenSize: Array.from({ length: 65 }, (_, i) => i + 1) })).toBe(false);
    expect(accepts(spaceSchema, { ...space, depth: [1] })).toBe(false);
  });
});

describe("the study schema", () => {
  it("takes a study through JSON unchanged", () => {
    const study = studyWith([trialWith({ mlmAccuracy: 0.4, latencyMs: 2 })]);
    expect(v.parse(studySchema, JSON.parse(JSON.stringify(study)))).toEqual(study);
  });

  it("refuses trials with foreign fields, states and roles", () => {
    const trial = trialWith({});
    expect(accepts(trialSchema, trial)).toBe(true);
    expect(accepts(trialSchema, { ...trial, state: "done" })).toBe(false);
    expect(accepts(trialSchema, { ...trial, role: "teacher" })).toBe(false);
    expect(accepts(trialSchema, { ...trial, note: "" })).toBe(false);
    expect(accepts(trialSchema, { ...trial, reason: "x".repeat(1001) })).toBe(false);
  });
});

it("bounds exactly the accuracies and the scores by one", () => {
  expect(metricNames.filter((metric) => metrics[metric].most === 1)).toEqual([
    "mlmAccuracy",
    "nspAccuracy",
    "pretrainedAccuracy",
    "downstreamScore",
    ...downstreamNames.map(scoreName),
  ]);
});
