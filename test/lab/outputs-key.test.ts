import { describe, expect, it } from "vitest";
import { outputsKey } from "../../src/lab/outputs-key.ts";
import { defaultRequirements, type Requirements } from "../../src/study/requirements.ts";

const [teacher, text] = ["a".repeat(64), "b".repeat(64)];
const key = (change: Partial<Requirements> = {}) => outputsKey(teacher, text, { ...defaultRequirements, ...change });
const scheduled = (change: Partial<Requirements["schedule"]>) => key({ schedule: { ...defaultRequirements.schedule, ...change } });
const imported = (heldout: Requirements["corpus"] & { source: "imported" }) => key({ corpus: heldout });

describe("the name of a teacher's outputs", () => {
  it("changes with all that shapes them", async () => {
    const corpus = { source: "imported", name: "text", fingerprint: text } as const;
    const keys = await Promise.all([
      key(),
      outputsKey("c".repeat(64), text, defaultRequirements),
      outputsKey(teacher, "c".repeat(64), defaultRequirements),
      key({ seed: 2 }),
      key({ tasks: ["mlm"] }),
      scheduled({ batchSize: 8 }),
      scheduled({ sequenceLength: 64 }),
      scheduled({ maskProbability: 0.2 }),
      imported({ ...corpus, heldout: null }),
    ]);
    expect(new Set(keys).size).toBe(keys.length);
    // The documents trained on are the same.
    expect(await imported({ ...corpus, heldout: { name: "other", fingerprint: "d".repeat(64) } })).toBe(keys[0]);
  });

  it("is shared by studies that differ in what comes after the teacher", async () => {
    const others = [
      key({ name: "another", budget: { kind: "trials", trials: 99 }, evaluation: { examples: 7 } }),
      key({ tasks: ["nsp", "mlm"] }),
      scheduled({ transferStepsPerLayer: 7, distillationSteps: 7, flashShare: 1, optimiser: "adamw", groundTruthShare: 0.1 }),
    ];
    expect(new Set(await Promise.all([key(), ...others])).size).toBe(1);
  });

  it("begins with the teacher, who owns them", async () => {
    expect(await key()).toMatch(new RegExp(`^${teacher}:[0-9a-f]{64}$`));
  });
});
