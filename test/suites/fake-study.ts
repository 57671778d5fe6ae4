/** Studies that look like real ones without any training: plausible curves, accuracies and latencies, all seeded. */
import { createRandom, deriveSeed } from "../../src/base/random.ts";
import type { Recipe, Stage } from "../../src/distill/port.ts";
import type { Architecture } from "../../src/study/architecture.ts";
import { architectureKey } from "../../src/study/architecture.ts";
import { baselineArchitecture } from "../../src/study/baseline.ts";
import type { Device } from "../../src/study/device.ts";
import { downstreamFacts } from "../../src/study/downstream.ts";
import type { FineTuningRun } from "../../src/study/fine-tuning.ts";
import { gridOf } from "../../src/study/fine-tuning-grid.ts";
import { scoreMetrics } from "../../src/study/task-scores.ts";
import { knownMetrics } from "../../src/study/known-metrics.ts";
import { exactly, type Measurement } from "../../src/study/measurement.ts";
import { defaultRequirements, type Requirements } from "../../src/study/requirements.ts";
import { validSpace } from "../../src/study/space.ts";
import type { CorpusSummary, CurvePoint, Study, TeacherSummary, Trial } from "../../src/study/study.ts";

/** The built-in study with numbers of its own, so that tests outlive a change of the defaults. */
const fakeRequirements: Requirements = {
  ...defaultRequirements,
  budget: { kind: "trials", trials: 10 },
  schedule: { ...defaultRequirements.schedule, transferStepsPerLayer: 400, distillationSteps: 4000 },
};

export const fakeEpochMs = Date.UTC(2025, 4, 3, 9, 30);

export const fakeDevices = {
  gpu: {
    key: "webgpu|amd rdna-3|1",
    backend: "webgpu",
    adapter: "AMD Radeon 780M (rdna-3)",
    software: false,
    threads: 1,
    isolated: true,
    reason: "A hardware WebGPU adapter was found",
  },
  software: {
    key: "wasm|unknown|4",
    backend: "wasm",
    adapter: "unknown processor",
    software: true,
    threads: 4,
    isolated: true,
    reason: "The only WebGPU adapter is emulated in software, where wasm is faster",
  },
} as const satisfies Record<string, Device>;

export const fakeTeacher: TeacherSummary = {
  name: "Built-in teacher",
  fingerprint: "a".repeat(64),
  modelType: "bert",
  vocabSize: 8192,
  hiddenSize: 256,
  numHiddenLayers: 6,
  numAttentionHeads: 4,
  maxPositionEmbeddings: 128,
  parameters: 6_900_000,
  targets: ["mlm", "nsp"],
};

export const fakeCorpus: CorpusSummary = {
  name: "Built-in text",
  fingerprint: "b".repeat(64),
  documents: 412,
  sentences: 11_840,
  sizeBytes: 1_401_013,
  heldoutDocuments: 38,
};

/** Transfer of each layer, then distillation: flash takes its share of the regular counts. */
export function fakeStages(architecture: Architecture, { schedule }: Requirements, kind: Recipe["kind"] = "flash"): Stage[] {
  const share = kind === "flash" ? schedule.flashShare : 1;
  const steps = (regular: number) => Math.max(1, Math.round(regular * share));
  const transfer = Array.from({ length: architecture.numHiddenLayers }, (_, layer): Stage => {
    return { name: `transfer ${layer + 1}`, kind: "transfer", layer, steps: steps(schedule.transferStepsPerLayer) };
  });
  return [...transfer, { name: "distillation", kind: "distillation", layer: -1, steps: steps(schedule.distillationSteps) }];
}

/** How much the student can hold, from 0 to about 1. */
function capacityOf(architecture: Architecture): number {
  const { numHiddenLayers, hiddenSize, intraBottleneckSize, intermediateSize, numFeedforwardNetworks } = architecture;
  const inner = intraBottleneckSize * (intraBottleneckSize + 2 * numFeedforwardNetworks * intermediateSize);
  return 1 - Math.exp(-(numHiddenLayers * (inner + hiddenSize * intraBottleneckSize)) / 250_000);
}

/** The loss falls within each stage; better students end lower. At most 60 points a trial. */
export function fakeCurve(architecture: Architecture, stages: readonly Stage[], upToStep: number, seed: number): CurvePoint[] {
  const random = createRandom(deriveSeed(seed, "curve", architectureKey(architecture)));
  const total = stages.reduce((sum, stage) => sum + stage.steps, 0);
  const every = Math.max(1, Math.floor(total / 60));
  const capacity = capacityOf(architecture);
  const curve: CurvePoint[] = [];
  let before = 0;
  stages.forEach((stage, index) => {
    for (let step = 0; step < stage.steps; step += every) {
      const share = step / stage.steps;
      const [high, low] = stage.kind === "transfer" ? [6 - index, 1.6 - 0.5 * capacity] : [8.2, 5.2 - 1.6 * capacity];
      const loss = low + (high - low) * Math.exp(-4 * share) + 0.08 * random.normal();
      if (before + step <= upToStep) curve.push({ step: before + step, loss, stage: index });
    }
    before += stage.steps;
  });
  return curve;
}

export function fakeMeasurement(architecture: Architecture, requirements: Requirements, teacher: TeacherSummary): Measurement {
  const random = createRandom(deriveSeed(requirements.seed, "measurement", architectureKey(architecture)));
  const capacity = capacityOf(architecture);
  const around = (value: number, halfWidth: number, samples: number) => {
    const centre = value + 0.4 * halfWidth * random.normal();
    return { value: centre, low: centre - halfWidth, high: centre + halfWidth, samples };
  };
  const { numHiddenLayers, numFeedforwardNetworks, numAttentionHeads } = architecture;
  const latency = numHiddenLayers * (0.22 + 0.1 * numFeedforwardNetworks + 0.03 * numAttentionHeads + 0.5 * capacity);
  const mlm = around(0.16 + 0.24 * capacity, 0.014, 2480);
  const nsp = around(0.58 + 0.2 * capacity, 0.03, 256);
  const latencyMs = around(latency, 0.05 * latency, 48);
  const known = knownMetrics(architecture, requirements, teacher);
  return {
    metrics: {
      mlmAccuracy: mlm,
      nspAccuracy: nsp,
      pretrainedAccuracy: {
        value: (mlm.value + nsp.value) / 2,
        low: (mlm.low + nsp.low) / 2,
        high: (mlm.high + nsp.high) / 2,
        samples: 256,
      },
      latencyMs,
      parameters: exactly(known.parameters),
      flops: exactly(known.flops),
      peakBytes: exactly(Math.round(900_000 + 4 * 48 * 512 * numHiddenLayers)),
    },
    timing: {
      samplesMs: Array.from({ length: 48 }, () => latencyMs.value * (1 + 0.03 * random.normal())),
      singleShotMs: latencyMs.value + 0.9,
      referenceMs: 2.1,
      repeats: [4, 24],
      quantumMs: 0.005,
      drifted: false,
    },
  };
}

/** Runs on the study's downstream tasks of a network that gets about so much right. */
function fakeRuns({ downstream, seed }: Requirements, quality: number, name: string): FineTuningRun[] {
  if (downstream === undefined) return [];
  return gridOf(downstream.tasks.map(({ task }) => task), downstream.fineTuning, seed).map((place) => {
    const value = quality + 0.02 * createRandom(deriveSeed(place.seed, name, place.learningRate)).normal();
    const { scoredBy, besides } = downstreamFacts(place.task);
    const measured = Object.fromEntries([...scoredBy, ...besides].map((measure, i) => [measure, value + 0.03 * i]));
    return { ...place, steps: 300, bestStep: 250, chosenBy: value, measured, score: { value, low: value - 0.03, high: value + 0.03, samples: 872 } };
  });
}

export interface FakeTrialOptions {
  readonly id: number;
  readonly role?: Trial["role"];
  readonly state?: Trial["state"];
  readonly reason?: string;
}

/** One trial of a study; the baseline is trial 0, candidates are spread over the design space. */
export function fakeTrial(requirements: Requirements, device: Device, options: FakeTrialOptions): Trial {
  const { id, role = id === 0 ? "baseline" : "candidate", state = "complete", reason = null } = options;
  const space = validSpace(requirements);
  const architecture =
    role === "baseline" ? baselineArchitecture(requirements) : space.at((id * 97 + 31) % space.count);
  const stages = fakeStages(architecture, requirements);
  const steps = stages.reduce((sum, stage) => sum + stage.steps, 0);
  const seconds = 24 + 6 * architecture.numHiddenLayers * capacityOf(architecture) + (id % 3);
  const startedAt = fakeEpochMs + id * 40_000;
  const runs = fakeRuns(requirements, 0.55 + 0.2 * capacityOf(architecture), architectureKey(architecture));
  return {
    id,
    role,
    parent: null,
    architecture,
    origin: role === "baseline" ? "baseline" : id < 4 ? "space-filling" : "model",
    state,
    reason,
    device,
    measurement: state === "complete" ? withScores(fakeMeasurement(architecture, requirements, fakeTeacher), requirements, runs) : null,
    ...(runs.length > 0 && state === "complete" && { fineTuned: runs }),
    curve: fakeCurve(architecture, stages, state === "complete" ? steps : 0.3 * steps, requirements.seed),
    seconds: state === "complete" ? seconds : 0.3 * seconds,
    startedAt,
    finishedAt: state === "running" ? null : startedAt + 1000 * Math.round(seconds),
  };
}

function withScores(measurement: Measurement, { downstream }: Requirements, runs: readonly FineTuningRun[]): Measurement {
  const scores = scoreMetrics(runs, downstream?.tasks.map(({ task }) => task) ?? []);
  return { ...measurement, metrics: { ...measurement.metrics, ...scores } };
}

export interface FakeStudyOptions {
  readonly id?: string;
  readonly name?: string;
  /** Trials that have ended, the baseline among them. */
  readonly trials?: number;
  readonly device?: Device;
  readonly requirements?: Requirements;
}

/** A study with its baseline, one infeasible and one stopped trial among the candidates. */
export function fakeStudy(options: FakeStudyOptions = {}): Study {
  const { id = "builtin-1", requirements = fakeRequirements, device = fakeDevices.gpu, trials = 11 } = options;
  return {
    version: 1,
    id,
    name: options.name ?? requirements.name,
    createdAt: fakeEpochMs,
    requirements,
    teacher: fakeTeacher,
    corpus: fakeCorpus,
    ...(requirements.downstream && { teacherFineTuned: fakeRuns(requirements, 0.82, "teacher") }),
    trials: Array.from({ length: trials }, (_, trial) =>
      fakeTrial(requirements, device, {
        id: trial,
        ...(trial === 3 ? { state: "infeasible", reason: "the loss is not a number at step 31 of transfer 1: NaN" } : {}),
        ...(trial === 7 ? { state: "stopped", reason: "stepped over by the person" } : {}),
      }),
    ),
  };
}
