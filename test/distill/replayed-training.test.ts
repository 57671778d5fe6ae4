import { beforeAll, expect, it, vi } from "vitest";
import { createDistillation } from "../../src/distill/training.ts";
import { wasmBackend } from "../../src/engine/wasm.ts";
import { programBytes } from "../../src/engine/wasm-memory.ts";
import { disposeParameters } from "../../src/model/parameters.ts";
import { startBackend } from "../suites/backend.ts";
import { createRecipe, createSettings } from "./family.ts";

vi.mock("../../src/engine/wasm.ts", { spy: true });
beforeAll(() => startBackend("wasm"));

const stepsPerStage = 6;

/** The loss of every step of every stage, and the student that comes of it. */
async function trained() {
  const schedule = { transferStepsPerLayer: stepsPerStage, distillationSteps: stepsPerStage };
  const settings = createSettings({ recipe: createRecipe(schedule, { kind: "regular" }) });
  const training = await createDistillation(settings);
  const { points } = await training.advance(60_000);
  const student = await training.student();
  const bytes = programBytes();
  training.dispose();
  disposeParameters(settings.teacher.parameters);
  return { losses: points.map(({ loss }) => loss), student, bytes };
}

it("trains to the same bits replayed as run through tfjs, in every stage", async () => {
  const replayed = await trained();
  expect(replayed.bytes).toBeGreaterThan(0);
  expect(programBytes()).toBe(0);
  vi.mocked(wasmBackend).mockReturnValue(null);
  const eager = await trained();
  expect(eager.bytes).toBe(0);
  expect(replayed.losses).toHaveLength(3 * stepsPerStage);
  expect(replayed.losses).toEqual(eager.losses);
  expect(replayed.student).toEqual(eager.student);
});
