import { expect, it } from "vitest";
import { costSentence } from "../../../src/ui/results/onnx-cost.ts";
import { trialWith } from "../../suites/studies.ts";

it("says what is left of each accuracy, beside what the whole student has", () => {
  const trial = trialWith({ mlmAccuracy: 0.4 });
  const estimate = { value: 0.39, low: 0.36, high: 0.42, samples: 900 };
  const sentence = costSentence("int8", { mlmAccuracy: estimate, nspAccuracy: estimate }, trial);
  expect(sentence).toMatch(/^int8: MLM accuracy 39\.0 % \(.*900.*\) instead of 40\.0 %, NSP accuracy 39\.0 % \([^)]*\)\.$/);
});
