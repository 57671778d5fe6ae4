import { describe, expect, it } from "vitest";
import type { RunStatus } from "../../../src/lab/port.ts";
import { device, studyWith, trialWith } from "../../suites/studies.ts";
import { createReporter, deviceText, durationText, studyTable, trialText } from "./report.ts";

const mlm = { value: 0.3, low: 0.29, high: 0.32, samples: 1000 };
const latencyMs = { value: 4, low: 3.9, high: 4.2, samples: 20 };
const baseline = trialWith({ mlmAccuracy: mlm, nspAccuracy: 0.7, latencyMs, parameters: 1_234_567 }, { role: "baseline", seconds: 61 });

describe("lines of text", () => {
  it("tell durations to two units", () => {
    expect([0.2, 59.4, 60, 3599, 7500].map(durationText)).toEqual(["0 s", "59 s", "1 min 0 s", "59 min 59 s", "2 h 5 min"]);
  });

  it("name software adapters as what they are", () => {
    expect(deviceText(device)).toBe("backend cpu, adapter unknown: tests");
    expect(deviceText({ ...device, backend: "wasm", threads: 2 })).toContain(", 2 threads");
    expect(deviceText({ ...device, backend: "webgpu", adapter: "SwiftShader", software: true })).toMatch(/SwiftShader \[software adapter/);
  });

  it("sum a trial up", () => {
    expect(trialText(baseline)).toBe(
      "trial 0 (baseline) complete after 1 min 1 s: MLM 30.0 ± 2.0 %, NSP 70.0 ± 0.0 %, latency 4.00 [3.90, 4.20] ms, 1,234,567 parameters",
    );
    expect(trialText({ ...baseline, state: "infeasible", measurement: null, reason: "the loss is not finite: NaN" })).toBe(
      "trial 0 (baseline) infeasible after 1 min 1 s: the loss is not finite: NaN",
    );
  });
});

describe("studyTable", () => {
  const faster = trialWith({ mlmAccuracy: 0.31, nspAccuracy: 0.6, latencyMs: 3, parameters: 900 }, { id: 1 });
  const slower = trialWith({ mlmAccuracy: 0.25, nspAccuracy: 0.6, latencyMs: 5, parameters: 900 }, { id: 2 });
  const lines = studyTable(studyWith([baseline, faster, slower]));

  it("compares with the baseline in points and as a ratio", () => {
    expect(lines[1]).toMatch(/^0 +baseline +complete +L2 h64 b32 H1 f64 F1 +30\.0 ± 2\.0 +70\.0 ± 0\.0 +4\.00 \[3\.90, 4\.20\] +1,234,567 +- +-$/);
    expect(lines[2]).toMatch(/^1\* .* \+1\.0 +0\.75×$/);
    expect(lines[3]).toMatch(/^2 .* -5\.0 +1\.25×$/);
  });

  it("keeps columns under each other", () => {
    const columns = lines.slice(0, 4).map((line) => line.indexOf(line.startsWith("trial") ? "architecture" : "L2 h64"));
    expect(new Set(columns).size).toBe(1);
    expect(new Set(lines.slice(0, 4).map((line) => line.length)).size).toBe(1);
  });

  it("names the front", () => {
    expect(lines.at(-1)).toBe("Pareto front (*): 1 (L2 h64 b32 H1 f64 F1)");
    expect(studyTable(studyWith([])).at(-1)).toMatch(/empty/);
  });

  it("compares no latency across devices", () => {
    const other = { ...faster, id: 3, device: { ...device, key: "another" }, finishedAt: 9 };
    const withOther = studyTable(studyWith([baseline, other]));
    expect(withOther[2]).toMatch(/ - +-$/);
    expect(withOther.join("\n")).toMatch(/2 devices took part/);
  });
});

describe("the reporter", () => {
  const stages = [
    { name: "transfer 1", kind: "transfer", layer: 0, steps: 20 },
    { name: "distillation", kind: "distillation", layer: -1, steps: 200 },
  ] as const;
  const progress = { stages, stage: 0, stepInStage: 5, step: 5, steps: 220, done: false, elapsedMs: 1, stepsTaken: 1 };
  const status: RunStatus = {
    studyId: "study",
    phase: "distilling",
    trialId: 3,
    progress,
    curve: [],
    stepsPerSecond: 12.34,
    trialEtaSeconds: 20,
    studyEtaSeconds: 300,
    liveBytes: null,
    allocatedBytes: null,
    notes: [],
  };
  function start() {
    const lines: string[] = [];
    const clock = { ms: 0 };
    const reporter = createReporter((line) => lines.push(line), () => clock.ms, [baseline]);
    return { lines, clock, reporter };
  }

  it("speaks when the stage changes, otherwise once in ten seconds", () => {
    const { lines, clock, reporter } = start();
    for (clock.ms = 0; clock.ms < 25_000; clock.ms += 250) reporter.status(status);
    expect(lines).toHaveLength(3);
    expect(lines[0]).toBe("  trial 3 transfer 1: step 5 of 20, 12 steps/s, trial 20 s left, study 5 min 0 s left");
    reporter.status({ ...status, progress: { ...progress, stage: 1, stepInStage: 0 } });
    reporter.status({ ...status, phase: "evaluating" });
    expect(lines.slice(3)).toEqual([
      "  trial 3 distillation: step 0 of 200, 12 steps/s, trial 20 s left, study 5 min 0 s left",
      "  trial 3 evaluating: study 5 min 0 s left",
    ]);
  });

  it("says what a step waits for", () => {
    const { lines, reporter } = start();
    const waiting = { ...progress, compilation: { done: 3, total: 90 } };
    reporter.status({ ...status, progress: waiting, stepsPerSecond: null, trialEtaSeconds: null, studyEtaSeconds: null });
    expect(lines).toEqual(["  trial 3 transfer 1: compiling 3 of 90 shaders, step 5 of 20"]);
  });

  it("tells a trial's begin and end once, and nothing of what was known", () => {
    const { lines, reporter } = start();
    const running = trialWith({}, { id: 3, state: "running", measurement: null });
    reporter.trials(studyWith([baseline, running]));
    reporter.trials(studyWith([baseline, running]));
    const ended = trialWith({ mlmAccuracy: mlm }, { id: 3 });
    reporter.trials(studyWith([baseline, ended]));
    reporter.trials(studyWith([baseline, ended]));
    expect(lines).toEqual([
      "trial 3 (candidate, space-filling): L2 h64 b32 H1 f64 F1",
      "trial 3 (candidate) complete after 1 s: MLM 30.0 ± 2.0 %, latency - ms, - parameters",
    ]);
  });

  it("passes notes on once", () => {
    const { lines, reporter } = start();
    reporter.status({ ...status, notes: ["the teacher runs live"] });
    reporter.status({ ...status, notes: ["the teacher runs live"] });
    expect(lines.filter((line) => line.startsWith("note"))).toEqual(["note: the teacher runs live"]);
  });
});
