/** Studies as Optuna journals: field by field as the kept file has them, and back again. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Refused } from "../../src/base/errors.ts";
import { readJournal } from "../../src/formats/read-journal.ts";
import { writeJournal } from "../../src/formats/write-journal.ts";
import type { Study } from "../../src/study/study.ts";
import { arbitraryStudy } from "../suites/arbitrary-study.ts";
import { describeFormat } from "../suites/format.ts";
import { mutants } from "../suites/mutants.ts";
import { studyWith, trialWith } from "../suites/studies.ts";

const read = (text: string): Study => {
  const [study, ...more] = readJournal(text);
  expect(more).toEqual([]);
  if (study === undefined) throw new Error("no study");
  return study;
};

describeFormat("the journal", { arbitrary: arbitraryStudy, write: writeJournal, read, refusesTruncation: false, runs: 60 });

/** Two objectives, a constraint, and a trial of every state. */
const kept = studyWith(
  [
    trialWith(
      { mlmAccuracy: { value: 0.5, low: 0.4, high: 0.6, samples: 256 }, latencyMs: 2.5 },
      { id: 0, role: "baseline", origin: "baseline", startedAt: 1_700_000_000_000, finishedAt: 1_700_000_060_500, curve: [{ step: 10, loss: 3.5, stage: 0 }, { step: 20, loss: 2.25, stage: 1 }] },
    ),
    trialWith({ mlmAccuracy: 0.6, latencyMs: 4.5 }, { id: 1, startedAt: 1_700_000_061_000, finishedAt: 1_700_000_120_000 }),
    trialWith({}, { id: 2, state: "infeasible", reason: "the loss is NaN", measurement: null, startedAt: 1_700_000_121_000, finishedAt: 1_700_000_122_000 }),
    trialWith({}, { id: 3, state: "stopped", reason: "no chance of the front", measurement: null, startedAt: 1_700_000_123_000, finishedAt: 1_700_000_124_000 }),
    trialWith({}, { id: 4, state: "running", measurement: null, device: null, startedAt: 1_700_000_125_007, finishedAt: null }),
  ],
  {
    objectives: [
      { metric: "mlmAccuracy", direction: "maximise" },
      { metric: "latencyMs", direction: "minimise" },
    ],
    constraints: [{ metric: "latencyMs", bound: "atMost", value: 4 }],
  },
);

const linesOf = (text: string): Record<string, unknown>[] =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));

describe("writeJournal", () => {
  const lines = linesOf(writeJournal(kept));
  const ofTrial = (id: number, operation: number) => lines.filter((line) => line["trial_id"] === id && line["op_code"] === operation);

  it("writes the file that is kept beside this test, field by field", () => {
    expect(lines).toEqual(linesOf(readFileSync(join(import.meta.dirname, "optuna-journal.jsonl"), "utf8")));
  });

  it("turns no sign: directions are 2 for maximise, 1 for minimise", () => {
    expect(lines[0]).toEqual({ op_code: 0, worker_id: "autodistill-web", study_name: "study", directions: [2, 1] });
    expect(ofTrial(0, 6)).toMatchObject([{ state: 1, values: [0.5, 2.5], datetime_complete: "2023-11-14T22:14:20.500000" }]);
  });

  it("says how far a constraint is broken", () => {
    expect(ofTrial(0, 9)).toMatchObject([{ system_attr: { constraints: [-1.5] } }]);
    expect(ofTrial(1, 9)).toMatchObject([{ system_attr: { constraints: [0.5] } }]);
    expect(ofTrial(2, 9)).toEqual([]);
  });

  it("has a state for every trial: 3 failed, 2 pruned, running without one", () => {
    expect(ofTrial(2, 6)).toMatchObject([{ state: 3, values: null }]);
    expect(ofTrial(3, 6)).toMatchObject([{ state: 2, values: null }]);
    expect(ofTrial(4, 6)).toEqual([]);
  });

  it("gives a parameter by its place among the choices", () => {
    const [hidden] = ofTrial(0, 5).filter((line) => line["param_name"] === "hiddenSize");
    // 64 was tried; the space has 128, 160 and 192.
    expect(hidden).toMatchObject({
      param_value_internal: 0,
      distribution: '{"name": "CategoricalDistribution", "attributes": {"choices": [64, 128, 160, 192]}}',
    });
  });

  it("gives losses as intermediate values", () => {
    expect(ofTrial(0, 7)).toMatchObject([
      { step: 10, intermediate_value: 3.5 },
      { step: 20, intermediate_value: 2.25 },
    ]);
  });
});

describe("readJournal", () => {
  const text = writeJournal(kept);
  const line = (value: unknown) => `${JSON.stringify(value)}\n`;

  it("takes a trial that Optuna has added, and the end it has given to a running one", () => {
    const { architecture } = kept.trials[0] ?? trialWith({});
    const distributions = Object.fromEntries(
      Object.entries(architecture).map(([axis, value]) => [axis, `{"name": "CategoricalDistribution", "attributes": {"choices": [${value}]}}`]),
    );
    const added = line({
      op_code: 4,
      worker_id: "w",
      study_id: 0,
      state: 1,
      values: [0.7, 3],
      value: null,
      datetime_start: "2023-11-14T23:00:00.000000",
      datetime_complete: "2023-11-14T23:00:01.500000",
      params: Object.fromEntries(Object.keys(architecture).map((axis) => [axis, 0])),
      distributions,
      user_attrs: {},
      system_attrs: {},
      intermediate_values: { "5": 1.5 },
    });
    const ended = line({ op_code: 6, worker_id: "w", trial_id: 4, state: 1, values: [0.2, 1], datetime_complete: "2023-11-14T23:00:00.000000" });
    const { trials } = read(text + added + ended);
    expect(trials).toHaveLength(6);
    expect(trials[5]).toMatchObject({ id: 5, origin: "optuna", architecture, state: "complete", seconds: 1.5, curve: [{ step: 5, loss: 1.5 }] });
    expect(trials[5]?.measurement?.metrics).toMatchObject({ mlmAccuracy: { value: 0.7 }, latencyMs: { value: 3 } });
    expect(trials[4]).toMatchObject({ id: 4, state: "complete", finishedAt: 1_700_002_800_000, measurement: { metrics: { mlmAccuracy: { value: 0.2 } } } });
    expect(trials.slice(0, 4)).toEqual(kept.trials.slice(0, 4));
  });

  it("takes the studies of ours among others, and none that was deleted", () => {
    const others = line({ op_code: 0, worker_id: "w", study_name: "other", directions: [1] });
    expect(readJournal(text + others)).toEqual([kept]);
    expect(() => readJournal(others)).toThrow(/holds no study of this page.*got \["other"\]$/);
    expect(() => readJournal(text + line({ op_code: 1, worker_id: "w", study_id: 0 }))).toThrow(/holds no study of this page/);
  });

  it.each([
    ["a damaged line", "{\n", /^the journal, line \d+ is damaged/],
    ["an unknown operation", line({ op_code: 12 }), /^the journal, line \d+.*op_code/],
    ["a trial that was never created", line({ op_code: 6, trial_id: 9, state: 1, values: null }), /no trial of that number before it: 9$/],
    ["a study that was never created", line({ op_code: 4, study_id: 1, datetime_start: null }), /no study of that number before it: 1$/],
  ])("refuses %s by its line", (_, more, message) => {
    expect(() => readJournal(text + more)).toThrow(message);
  });

  it("meets 2000 mutants with nothing but Refused, each within a second", () => {
    for (const mutant of mutants(text, 2000, 5)) {
      const begun = performance.now();
      try {
        readJournal(mutant);
      } catch (thrown) {
        expect(thrown).toBeInstanceOf(Refused);
      }
      expect(performance.now() - begun).toBeLessThan(1000);
    }
  });
});
