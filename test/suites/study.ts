import { defaultRequirements, type Requirements } from "../../src/study/requirements.ts";
import type { Study, Trial } from "../../src/study/study.ts";
import { baselineArchitecture } from "../../src/study/baseline.ts";
import { exactly } from "../../src/study/measurement.ts";
import { fakeDevice } from "./fake-workbench.ts";

/** A study of the built-in requirements without trials; its teacher and text are made up. */
export function exampleStudy(part: Partial<Requirements> = {}, trials: readonly Trial[] = []): Study {
  return {
    version: 1,
    id: "example",
    name: "Example",
    createdAt: 1_700_000_000_000,
    requirements: { ...defaultRequirements, ...part },
    teacher: {
      name: "Built-in teacher",
      fingerprint: "0".repeat(64),
      modelType: "bert",
      vocabSize: 1500,
      hiddenSize: 128,
      numHiddenLayers: 4,
      numAttentionHeads: 4,
      maxPositionEmbeddings: 64,
      parameters: 1_000_000,
      targets: ["mlm", "nsp"],
    },
    corpus: { name: "text", fingerprint: "1".repeat(64), documents: 10, sentences: 100, sizeBytes: 5000, heldoutDocuments: 2 },
    trials: [...trials],
  };
}

/** A finished trial; `part` changes what matters to a test. */
export function exampleTrial(id: number, part: Partial<Trial> = {}): Trial {
  return {
    id,
    role: id === 0 ? "baseline" : "candidate",
    parent: null,
    architecture: baselineArchitecture(defaultRequirements),
    origin: "space-filling",
    state: "complete",
    reason: null,
    device: fakeDevice,
    measurement: {
      metrics: { mlmAccuracy: exactly(0.4), latencyMs: exactly(3), parameters: exactly(1e6) },
      timing: null,
    },
    curve: [],
    seconds: 10,
    startedAt: 1_700_000_000_000 + id,
    finishedAt: 1_700_000_010_000 + id,
    ...part,
  };
}
