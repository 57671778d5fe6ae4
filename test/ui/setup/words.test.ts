import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { metricNames } from "../../../src/study/metrics.ts";
import { formatCount, formatMetric } from "../../../src/ui/parts/format.ts";
import {
  boundOf,
  constraintSentence,
  corpusSentence,
  deviceWarning,
  earlyStoppingSentence,
  objectiveSentence,
  rangeSentence,
  teacherSentence,
  timeSentence,
  typedValue,
} from "../../../src/ui/setup/words.ts";
import { fakeCorpus, fakeDevices, fakeTeacher } from "../../suites/fake-study.ts";

describe("objectives and constraints", () => {
  it("are sentences", () => {
    expect(objectiveSentence({ metric: "latencyMs", direction: "minimise" })).toBe("Latency as low as possible");
    expect(objectiveSentence({ metric: "mlmAccuracy", direction: "maximise" })).toBe("MLM accuracy as high as possible");
    expect(constraintSentence({ metric: "latencyMs", bound: "atMost", value: 20 })).toBe("Latency at most 20 ms");
    expect(constraintSentence({ metric: "mlmAccuracy", bound: "atLeast", value: 0.25 })).toBe("MLM accuracy at least 25.0 %");
    expect(constraintSentence({ metric: "latencyMs", bound: "atMost", value: Number.NaN })).toBe("Latency at most …");
  });

  it("say when a trial is given up", () => {
    expect(earlyStoppingSentence({ rungs: [0.05, 0.2, 0.5] })).toBe(
      "After 5 %, 20 % and 50 % of its distillation a trial is given up if its chance of reaching the Pareto front is below 2 %.",
    );
    expect(earlyStoppingSentence({ rungs: [0.3] })).toMatch(/^After 30 % of its/);
    expect([earlyStoppingSentence(null), earlyStoppingSentence(undefined)]).toEqual(Array(2).fill("Every trial runs its whole schedule."));
  });

  it("are typed in the unit a person thinks in", () => {
    expect(boundOf("mlmAccuracy", 7)).toBe(0.07);
    expect(typedValue({ metric: "mlmAccuracy", value: 0.07 })).toBe(7);
    expect(boundOf("parameters", 1.5)).toBe(1_500_000);
    expect(boundOf("latencyMs", Number.NaN)).toBeNaN();
  });

  it("survive being typed", () => {
    fc.assert(
      fc.property(fc.constantFrom(...metricNames), fc.integer({ min: 0, max: 100_000 }), (metric, hundredths) => {
        const typed = hundredths / 100;
        expect(typedValue({ metric, value: boundOf(metric, typed) })).toBe(typed);
      }),
    );
  });
});

describe("sentences", () => {
  it("tell what the material is", () => {
    expect(teacherSentence(fakeTeacher)).toBe("bert, 6 layers of 256, 6.9 M parameters, 8,192 word pieces, teaches MLM and NSP");
    expect(teacherSentence({ ...fakeTeacher, targets: [] })).toContain("teaches no heads");
    expect(corpusSentence(fakeCorpus)).toBe("412 documents, 38 held out, 11,840 sentences, 1.4 MB");
    expect(corpusSentence({ ...fakeCorpus, heldoutDocuments: 0 })).toBe("412 documents, 11,840 sentences, 1.4 MB");
  });

  it("tell a shared unit once", () => {
    expect(rangeSentence({ least: 1_160_000, most: 2_360_000 }, formatCount)).toBe("1.16 – 2.36\u00a0M");
    expect(rangeSentence({ least: 900_000, most: 2_360_000 }, formatCount)).toBe("900 k – 2.36\u00a0M");
    expect(rangeSentence({ least: 9.83e6, most: 1.25e8 }, (value) => formatMetric("flops", value))).toBe("9.83 – 125\u00a0MFLOPs");
    expect(rangeSentence({ least: 240, most: 240 }, formatCount)).toBe("240");
  });

  it("promise no time that was not measured", () => {
    expect(timeSentence(null, { kind: "trials", trials: 10 })).toBe("unknown until the first trial has run on this device");
    expect(timeSentence({ seconds: 400, trials: 9 }, { kind: "trials", trials: 10 })).toBe(
      "about 7 minutes on this device, judged by 9 earlier trials",
    );
    expect(timeSentence({ seconds: 1800, trials: 0 }, { kind: "minutes", minutes: 30 })).toBe("stops after 30 minutes of training");
  });

  it("warn of processors and emulated GPUs only", () => {
    expect(deviceWarning(fakeDevices.gpu)).toBeNull();
    expect(deviceWarning({ ...fakeDevices.gpu, software: true })).toContain("emulated");
    expect(deviceWarning({ ...fakeDevices.gpu, backend: "wasm" })).toContain("No GPU");
  });
});
