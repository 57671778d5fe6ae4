import { Diverged, Lost } from "../../src/base/errors.ts";
import type { Progress, Recipe, Stage } from "../../src/distill/port.ts";
import type { Workbench } from "../../src/lab/port.ts";
import { exactly, type Timing } from "../../src/study/measurement.ts";
import { architectureKey, type Architecture } from "../../src/study/architecture.ts";
import type { Device } from "../../src/study/device.ts";
import type { DownstreamName } from "../../src/study/downstream.ts";
import type { GridPlace } from "../../src/study/fine-tuning.ts";
import { allowedMs } from "../../src/lab/patience.ts";
import { hire, type Hired } from "../../src/wire/hire.ts";
import { FakeWorker } from "../wire/fake-worker.ts";
import { createTicker } from "./ticker.ts";

export const fakeDevice: Device = {
  key: "wasm:fake:1",
  backend: "wasm",
  adapter: "fake",
  software: false,
  threads: 1,
  isolated: true,
  reason: "a fake for tests",
};

const stages: readonly Stage[] = [
  { name: "transfer 1", kind: "transfer", layer: 0, steps: 20 },
  { name: "distillation", kind: "distillation", layer: -1, steps: 40 },
];
const steps = 60;

/** Faults to be injected: the n-th `advance` of all workbenches together dies or never ends, or an architecture diverges. */
export interface Faults {
  readonly loseAtAdvance?: readonly number[];
  readonly hangAtAdvance?: readonly number[];
  readonly diverges?: (key: string) => boolean;
  /** Room for all tensors together. */
  readonly totalBytes?: number;
  /** The teacher's outputs find no room. */
  readonly teacherRunsLive?: boolean;
  /** The n-th `advanceFineTuning` of all workbenches together dies. */
  readonly losesFineTuningAt?: readonly number[];
  /** What a student stays below the accuracy of others of its size. */
  readonly lack?: (key: string) => number;
  /** Steps an `advance`; 10 unless told. */
  readonly pace?: number;
}

export interface FakeBenches {
  hire(): Hired<Workbench>;
  readonly hired: number;
  readonly dismissed: number;
  readonly advances: number;
  /** Called before each advance, e.g. to press a button. */
  onAdvance: (count: number) => void;
  onFineTuningAdvance: (count: number) => void;
  /** Waited for before a network is timed. */
  beforeBenchmark: (name: string) => Promise<void>;
}

const sizeOf = ({ numHiddenLayers, hiddenSize, intermediateSize }: Architecture) => numHiddenLayers * hiddenSize * intermediateSize;

/** MLM accuracy that a student comes to; its losses show from the start by how much it stays below 1. */
export const fakeAccuracy = (architecture: Architecture, { lack = () => 0 }: Faults = {}) =>
  1 - 100 / Math.sqrt(sizeOf(architecture)) - lack(architectureKey(architecture));

/** Workbenches whose students are numbers: ten steps an `advance`, measurements a function of the architecture. */
export function createFakeBenches(faults: Faults = {}): FakeBenches {
  const clock = createTicker();
  const counts = { hired: 0, dismissed: 0, advances: 0, fineTuningAdvances: 0 };
  const benches: FakeBenches = {
    hire() {
      counts.hired++;
      const hired = hire<Workbench>(new FakeWorker(createBench()), { allowedMs, every: clock.every });
      let dismissed = false;
      const dismiss = () => {
        if (!dismissed) counts.dismissed++;
        dismissed = true;
        hired.dismiss();
      };
      return { ...hired, dismiss };
    },
    get hired() {
      return counts.hired;
    },
    get dismissed() {
      return counts.dismissed;
    },
    get advances() {
      return counts.advances;
    },
    onAdvance: () => {},
    onFineTuningAdvance: () => {},
    beforeBenchmark: async () => {},
  };

  function createBench(): Workbench {
    let recipe: Recipe | "teacher" | undefined;
    let step = 0;
    let tuning: { task: DownstreamName | null; step: number; place: Pick<GridPlace, "learningRate" | "seed"> | null } = { task: null, step: 0, place: null };
    const current = () => {
      if (!recipe || recipe === "teacher") throw new Error("begin was not called");
      return recipe;
    };
    const progress = (points: Progress["points"], taken: number): Progress => {
      const stage = step < 20 ? 0 : step < steps ? 1 : 2;
      const stepInStage = stage === 0 ? step : stage === 1 ? step - 20 : 0;
      return { stages, stage, stepInStage, step, steps, done: step >= steps, points, elapsedMs: 100, stepsTaken: taken };
    };
    return {
      device: async () => fakeDevice,
      limits: async () => ({ totalBytes: faults.totalBytes ?? Infinity, tensorBytes: Infinity }),
      inspectTeacher: async () => ({
        modelType: "bert",
        vocabSize: 1500,
        hiddenSize: 128,
        numHiddenLayers: 4,
        numAttentionHeads: 4,
        maxPositionEmbeddings: 64,
        parameters: 1_000_000,
        targets: ["mlm", "nsp"],
      }),
      prepare: async () => {},
      async begin(given, checkpoint) {
        recipe = given;
        step = checkpoint?.step ?? 0;
      },
      async advance() {
        counts.advances++;
        benches.onAdvance(counts.advances);
        if (faults.hangAtAdvance?.includes(counts.advances)) {
          // Time goes by only when nothing else is going on.
          setTimeout(() => clock.pass(60 * 60_000));
          return new Promise(() => {});
        }
        if (faults.loseAtAdvance?.includes(counts.advances)) throw new Lost("the fake worker died");
        if (recipe !== "teacher" && faults.diverges?.(architectureKey(current().architecture))) throw new Diverged(`loss NaN at step ${step}`);
        const before = step;
        step = Math.min(steps, step + (faults.pace ?? 10));
        const recorded = Array.from({ length: step - before }, (_, index) => before + index).filter((taken) => taken % 10 === 9);
        const shortfall = recipe === "teacher" ? 0 : 1 - fakeAccuracy(current().architecture, faults);
        const points = recorded.map((taken) => ({ step: taken, loss: shortfall + 1 / (taken + 1), stage: taken < 20 ? 0 : 1 }));
        return progress(points, step - before);
      },
      checkpoint: async () => ({ step, tensors: new Map([["w", { shape: [1], data: new Float32Array([step]) }]]) }),
      student: async () => new Map([["w", { shape: [1], data: new Float32Array([step]) }]]),
      async evaluate() {
        const size = sizeOf(current().architecture);
        const metrics = {
          mlmAccuracy: exactly(fakeAccuracy(current().architecture, faults)),
          nspAccuracy: exactly(0.8),
          pretrainedAccuracy: exactly(0.9 - 50 / Math.sqrt(size)),
          latencyMs: exactly(1 + size / 1e5),
          parameters: exactly(size),
          flops: exactly(2 * size),
          peakBytes: exactly(4 * size),
        };
        return { metrics, timing: null };
      },
      async beginPretraining(_options, _material, checkpoint) {
        recipe = "teacher";
        step = checkpoint?.step ?? 0;
      },
      evaluatePretraining: async () => ({ metrics: { mlmAccuracy: exactly(0.4), nspAccuracy: exactly(0.7) }, timing: null }),
      onnxAccuracy: async () => ({ mlmAccuracy: exactly(0.5) }),
      prepareTask: async ({ task }) => void (tuning = { task, step: 0, place: null }),
      async beginFineTuning(_subject, _settings, place) {
        tuning = { ...tuning, step: 0, place };
      },
      async advanceFineTuning() {
        counts.fineTuningAdvances++;
        benches.onFineTuningAdvance(counts.fineTuningAdvances);
        const { task, place } = tuning;
        if (place === null || task === null) throw new Error("beginFineTuning was not called");
        if (faults.losesFineTuningAt?.includes(counts.fineTuningAdvances)) throw new Lost("the fake worker died");
        if (place.learningRate > 0.1) throw new Diverged("the loss of fine-tuning is not finite: NaN");
        tuning.step += 10;
        const progress = { phase: "training" as const, step: tuning.step, steps: 20, loss: 0.5 };
        if (tuning.step < 20) return { ...progress, run: null };
        const value = (recipe === undefined || recipe === "teacher" ? 0.9 : fakeAccuracy(current().architecture, faults)) + place.learningRate;
        const score = { value, low: value - 0.02, high: value + 0.02, samples: 100 };
        return { ...progress, run: { task, ...place, steps: 20, bestStep: 10, chosenBy: value, measured: { accuracy: value }, score } };
      },
      fineTuned: async () => new Map([["classifier.bias", { shape: [2], data: new Float32Array(2) }]]),
      benchmark: async ({ name }, _target, sessionReferenceMs) => {
        await benches.beforeBenchmark(name);
        const latencyMs = exactly(sessionReferenceMs ?? 1);
        const timing: Timing = { samplesMs: [], singleShotMs: 1, referenceMs: 1, repeats: [1, 2], quantumMs: 0.1, drifted: false };
        return { name, parameters: 1, flops: 1, latencyMs, ratio: exactly(1), timing, device: fakeDevice };
      },
      visibility: async () => {},
      memory: async () => ({ liveBytes: 1000, allocatedBytes: 2000, teacherRunsLive: faults.teacherRunsLive ?? false }),
    };
  }
  return benches;
}
