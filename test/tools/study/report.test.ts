import { describe, expect, it } from "vitest";
import type { DownstreamName } from "../../../src/study/downstream.ts";
import { usualFineTuning, type FineTuningRun } from "../../../src/study/fine-tuning.ts";
import type { RunStatus } from "../../../src/lab/port.ts";
import { device, studyWith, trialWith } from "../../suites/studies.ts";
import { createReporter, deviceText, durationText, studyTable, taskTable, trialText } from "./report.ts";

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

describe("taskTable", () => {
  const run = (task: DownstreamName, value: number, measured: FineTuningRun["measured"]): FineTuningRun => ({
    task,
    learningRate: 1e-4,
    seed: 1,
    steps: 9,
    bestStep: 9,
    chosenBy: value,
    measured,
    score: { value, low: value - 0.02, high: value + 0.02, samples: 100 },
  });
  const tasks = (["sst2", "mrpc"] as const).map((task) => ({ task, name: task, fingerprint: "0".repeat(64) }));
  const downstream = { tasks, fineTuning: usualFineTuning, teacher: true };
  const runs = (value: number) => [run("sst2", value, { accuracy: value }), run("mrpc", 0.7, { accuracy: 0.65, f1: 0.75 })];
  const student = trialWith({}, { id: 1, fineTuned: runs(0.6) });

  it("sets teacher, baseline and students beside each other, with the measures a score is made of", () => {
    const study = { ...studyWith([{ ...baseline, fineTuned: runs(0.5) }, student], { downstream }), teacherFineTuned: runs(0.8) };
    expect(taskTable(study).map((line) => line.replace(/ {2,}/g, " | "))).toEqual([
      "after fine-tuning, score % | SST-2 | MRPC | mean",
      "teacher | 80.0 ± 2.0 | 70.0 ± 2.0 (accuracy 65.0, F1 75.0) | 75.0 ± 1.4",
      "trial 0, baseline | 50.0 ± 2.0 | 70.0 ± 2.0 (accuracy 65.0, F1 75.0) | 60.0 ± 1.4",
      "trial 1 | 60.0 ± 2.0 | 70.0 ± 2.0 (accuracy 65.0, F1 75.0) | 65.0 ± 1.4",
    ]);
  });

  it("is not there without tasks", () => {
    expect(taskTable(studyWith([baseline]))).toEqual([]);
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
    fineTuning: null,
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

  it("tells how far fine-tuning is", () => {
    const { lines, reporter } = start();
    const fineTuning = { subject: "teacher", task: "sst2", learningRate: 1e-4, done: 1, of: 4, phase: "training", step: 30, steps: 90, loss: 0.51234 } as const;
    reporter.status({ ...status, phase: "fineTuning", trialId: null, fineTuning, trialEtaSeconds: 70, studyEtaSeconds: null });
    expect(lines).toEqual(["  teacher fine-tuning on SST-2, run 2 of 4, learning rate 0.0001: step 30 of 90, loss 0.512, at most 1 min 10 s left"]);
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
