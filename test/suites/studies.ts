/** Small studies for tests; every number that matters to a test is in the test. */
import { exactly, type Estimate } from "../../src/study/measurement.ts";
import type { Device } from "../../src/study/device.ts";
import type { MetricName } from "../../src/study/metrics.ts";
import { defaultRequirements, type Requirements } from "../../src/study/requirements.ts";
import type { Study, TeacherSummary, Trial } from "../../src/study/study.ts";
import type { Architecture } from "../../src/study/architecture.ts";

export const teacher: TeacherSummary = {
  name: "small teacher",
  fingerprint: "0".repeat(64),
  modelType: "bert",
  vocabSize: 1000,
  hiddenSize: 256,
  numHiddenLayers: 4,
  numAttentionHeads: 4,
  maxPositionEmbeddings: 64,
  parameters: 4_000_000,
  targets: ["mlm", "nsp"],
};

export const device: Device = {
  key: "cpu",
  backend: "cpu",
  adapter: "unknown",
  software: false,
  threads: 1,
  isolated: true,
  reason: "tests",
};

/** Requirements differing from the defaults where said. */
export const requirementsWith = (changes: Partial<Requirements> = {}): Requirements => ({
  ...defaultRequirements,
  ...changes,
});

export const someArchitecture: Architecture = {
  numHiddenLayers: 2,
  hiddenSize: 64,
  intraBottleneckSize: 32,
  numAttentionHeads: 1,
  intermediateSize: 64,
  numFeedforwardNetworks: 1,
};

/** A complete trial with the given metric values (exact) or estimates. */
export function trialWith(values: Partial<Record<MetricName, number | Estimate>>, changes: Partial<Trial> = {}): Trial {
  const metrics = Object.fromEntries(
    Object.entries(values).map(([metric, value]) => [metric, typeof value === "number" ? exactly(value) : value]),
  );
  return {
    id: 0,
    role: "candidate",
    parent: null,
    architecture: someArchitecture,
    origin: "space-filling",
    state: "complete",
    reason: null,
    device,
    measurement: { metrics, timing: null },
    curve: [],
    seconds: 1,
    startedAt: 0,
    finishedAt: 1,
    ...changes,
  };
}

export function studyWith(trials: readonly Trial[], changes: Partial<Requirements> = {}): Study {
  return {
    version: 1,
    id: "study",
    name: "study",
    createdAt: 0,
    requirements: requirementsWith(changes),
    teacher,
    corpus: {
      name: "text",
      fingerprint: "1".repeat(64),
      documents: 10,
      sentences: 100,
      sizeBytes: 5000,
      heldoutDocuments: 2,
    },
    trials: [...trials],
  };
}
