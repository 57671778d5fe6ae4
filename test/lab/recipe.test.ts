import { expect, it } from "vitest";
import { recipeOf } from "../../src/lab/trial.ts";
import { studyWith, trialWith } from "../suites/studies.ts";

it("trains a student anew when it is tried again, and otherwise every student from the same seed", () => {
  const trials = ["model", "space-filling", "repeat", "repeat"].map((origin, id) => trialWith({}, { id, origin }));
  const study = studyWith(trials);
  const [first, second, third, fourth] = trials.map((trial) => recipeOf(study, trial).seed);
  expect([first, second]).toEqual([study.requirements.seed, study.requirements.seed]);
  expect(new Set([first, third, fourth]).size).toBe(3);
});
