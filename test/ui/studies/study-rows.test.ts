import { expect, it } from "vitest";
import { summarise } from "../../../src/lab/summaries.ts";
import { damagedSentence, deviceSentence, newestFirst, outputsSentence, trialsSentence } from "../../../src/ui/studies/study-rows.ts";
import { backendLabels } from "../../../src/ui/setup/words.ts";
import { fakeDevices, fakeStudy } from "../../suites/fake-study.ts";

it("tells trials against the budget", () => {
  expect(trialsSentence({ trials: 7, budget: { kind: "trials", trials: 10 } })).toBe("7 of 10");
  expect(trialsSentence({ trials: 7, budget: { kind: "minutes", minutes: 30 } })).toBe("7 in 30 minutes");
});

it("names the device, and says where it is emulated", () => {
  const state = "unfinished";
  expect(deviceSentence({ device: null, state }, backendLabels)).toBe("not run yet");
  expect(deviceSentence({ device: null, state: "running" }, backendLabels)).toBe("in its first trial");
  expect(deviceSentence({ device: fakeDevices.gpu, state }, backendLabels)).toBe("AMD Radeon 780M (rdna-3), WebGPU");
  expect(deviceSentence({ device: { ...fakeDevices.gpu, adapter: "unknown", software: true }, state }, backendLabels)).toBe("WebGPU, emulated");
});

it("puts the newest study first and leaves the given list alone", () => {
  const of = (id: string, createdAt: number) => ({ ...summarise(fakeStudy({ id }), 0, false), createdAt });
  const studies = [of("old", 1), of("new", 3), of("middle", 2)];
  expect(newestFirst(studies).map(({ id }) => id)).toEqual(["new", "middle", "old"]);
  expect(studies[0]?.id).toBe("old");
});

it("says what the teachers' outputs take and may take", () => {
  expect(outputsSentence({ usedBytes: 120e6, limitBytes: 500e6 })).toBe("120 MB of 500 MB");
});

it("names what could not be read, and counts what would be too long a list", () => {
  const records = (count: number) => Array.from({ length: count }, (_, id) => ({ name: `study "a", trial ${id}`, message: "" }));
  expect(damagedSentence(records(1))).toBe(
    '1 record of this browser\'s storage could not be read and was left out: study "a", trial 0.',
  );
  expect(damagedSentence(records(2))).toMatch(/^2 records .* were left out: study "a", trial 0; study "a", trial 1\.$/);
  expect(damagedSentence(records(9))).toMatch(/^9 records .*; study "a", trial 3 and 5 more\.$/);
});
