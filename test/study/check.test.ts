import { describe, expect, it } from "vitest";
import { Refused } from "../../src/base/errors.ts";
import { checkRequirements, parseRequirements } from "../../src/study/check.ts";
import { defaultRequirements, usualEarlyStopping, type Requirements } from "../../src/study/requirements.ts";
import type { TeacherSummary } from "../../src/study/study.ts";
import { requirementsWith, teacher } from "../suites/studies.ts";

const { space, objectives, schedule, target } = defaultRequirements;
const [accuracy, latency] = objectives;

function refusal(
  changes: Partial<Requirements>,
  withTeacher?: TeacherSummary,
): { message: string; field: string | undefined } {
  try {
    checkRequirements(requirementsWith(changes), withTeacher);
  } catch (thrown) {
    if (thrown instanceof Refused) return { message: thrown.message, field: thrown.field };
    throw thrown;
  }
  throw new Error("was not refused");
}

describe("checkRequirements", () => {
  it("accepts the defaults, with and without the teacher", () => {
    expect(() => checkRequirements(defaultRequirements)).not.toThrow();
    expect(() => checkRequirements(defaultRequirements, teacher)).not.toThrow();
  });

  it("refuses a space in which nothing can be built, naming the values", () => {
    const { message, field } = refusal({
      space: { ...space, intraBottleneckSize: [32, 64], numAttentionHeads: [3, 5] },
    });
    expect(message).toMatch(/bottleneck 32, 64 with heads 3, 5$/);
    expect(field).toBe("space.numAttentionHeads");
  });

  it("accepts a space in which some can be built", () => {
    expect(() => checkRequirements(requirementsWith({ space: { ...space, numAttentionHeads: [3, 5] } }))).not.toThrow();
  });

  it("refuses values that repeat or fall", () => {
    expect(refusal({ space: { ...space, hiddenSize: [64, 96, 96] } })).toEqual({
      message: "Hidden size: a value appears twice: 96",
      field: "space.hiddenSize.2",
    });
    expect(refusal({ space: { ...space, hiddenSize: [96, 64] } }).message).toMatch(/comes after 96.*: 64$/);
  });

  it("accepts early stopping, its refusal and requirements from before there was a choice", () => {
    const { earlyStopping: _, ...before } = defaultRequirements;
    for (const requirements of [before, { ...before, earlyStopping: null }, { ...before, earlyStopping: usualEarlyStopping }])
      expect(parseRequirements(requirements)).toEqual(requirements);
  });

  it("refuses trials that are judged at the same moment again, or never", () => {
    expect(refusal({ earlyStopping: { rungs: [0.1, 0.1] } })).toMatchObject({
      message: expect.stringMatching(/itself: 0.1$/),
      field: "earlyStopping.rungs.1",
    });
    for (const rungs of [[], [0], [1]]) expect(() => parseRequirements({ ...defaultRequirements, earlyStopping: { rungs } })).toThrow(/rungs/);
  });

  it("refuses a metric as two objectives", () => {
    if (accuracy === undefined || latency === undefined) throw new Error("the defaults have two objectives");
    expect(refusal({ objectives: [accuracy, latency, accuracy] })).toEqual({
      message: 'an objective appears twice: "mlmAccuracy"',
      field: "objectives.2.metric",
    });
    expect(refusal({ objectives: [latency, { ...latency, direction: "maximise" }] }).message).toBe(
      'an objective cannot be minimised and maximised at once: "latencyMs"',
    );
  });

  it("refuses what its tasks cannot measure", () => {
    const nsp = refusal({ tasks: ["mlm"], objectives: [{ metric: "nspAccuracy", direction: "maximise" }] });
    expect(nsp.message).toMatch(/without the task nsp, got tasks \["mlm"\]$/);
    expect(nsp.field).toBe("objectives.0.metric");
    const bound = refusal({
      tasks: ["mlm"],
      constraints: [{ metric: "pretrainedAccuracy", bound: "atLeast", value: 0.5 }],
    });
    expect(bound.field).toBe("constraints.0.metric");
  });

  it("accepts the task nsp although the teacher offers no target for it", () => {
    expect(() => checkRequirements(defaultRequirements, { ...teacher, targets: ["mlm"] })).not.toThrow();
  });

  it("refuses tasks twice", () => {
    expect(refusal({ tasks: ["nsp", "nsp"] })).toEqual({ message: 'a task appears twice: "nsp"', field: "tasks.1" });
  });

  it("refuses bounds outside a metric's range", () => {
    expect(refusal({ constraints: [{ metric: "mlmAccuracy", bound: "atLeast", value: 1.5 }] })).toEqual({
      message: "MLM accuracy lies between 0 and 1, so it cannot be at least 1.5",
      field: "constraints.0.value",
    });
    expect(refusal({ constraints: [{ metric: "latencyMs", bound: "atMost", value: -3 }] }).message).toMatch(/-3$/);
    expect(refusal({ constraints: [{ metric: "latencyMs", bound: "atMost", value: 0 }] }).message).toMatch(/0$/);
  });

  it("refuses constraints that contradict or repeat each other", () => {
    const latencyBound = (bound: "atMost" | "atLeast", value: number) =>
      ({ metric: "latencyMs", bound, value }) as const;
    expect(refusal({ constraints: [latencyBound("atMost", 2), latencyBound("atLeast", 3)] })).toEqual({
      message: "Latency cannot be at least 3 and at most 2",
      field: "constraints.1.value",
    });
    expect(refusal({ constraints: [latencyBound("atMost", 2), latencyBound("atMost", 3)] }).message).toMatch(
      /twice.*3$/,
    );
    expect(() =>
      checkRequirements(requirementsWith({ constraints: [latencyBound("atMost", 3), latencyBound("atLeast", 2)] })),
    ).not.toThrow();
  });

  it("refuses bounds on known metrics that no architecture can meet, and tells what can be", () => {
    const tooSmall = { constraints: [{ metric: "parameters", bound: "atMost", value: 1000 }] } as const;
    // The smallest: 1000 · 128 words + 64 · 128 positions + embeddings, two layers of 2-128-32-1-64-1.
    const embeddings = 1000 * 128 + 64 * 128 + 2 * 128 + (384 * 128 + 128) + 2 * 128;
    const layer =
      2 * (128 * 32 + 96) +
      2 * (32 * 32 + 32) +
      (128 * 32 + 32) +
      (32 * 32 + 96) +
      (2 * 32 * 64 + 64 + 96) +
      (32 * 128 + 384);
    expect(refusal({ constraints: [...tooSmall.constraints] }, teacher)).toEqual({
      message:
        "no architecture has Parameters at most that: " +
        `the smallest of the design space has ${embeddings + 2 * layer}, got 1000`,
      field: "constraints.0.value",
    });
    // Without a teacher its vocabulary is unknown.
    expect(() => checkRequirements(requirementsWith({ constraints: [...tooSmall.constraints] }))).not.toThrow();
    expect(refusal({ constraints: [{ metric: "flops", bound: "atLeast", value: 1e15 }] }).message).toMatch(
      /got 1000000000000000$/,
    );
  });

  it("refuses known bounds that no architecture meets together", () => {
    const { message, field } = refusal(
      {
        constraints: [
          { metric: "parameters", bound: "atLeast", value: 300_000 },
          { metric: "parameters", bound: "atMost", value: 300_001 },
        ],
      },
      teacher,
    );
    expect(message).toMatch(/together: .*Parameters at least 300000, Parameters at most 300001$/);
    expect(field).toBe("constraints");
  });

  it("refuses sequences beyond the teacher's positions", () => {
    expect(refusal({ schedule: { ...schedule, sequenceLength: 65 } }, teacher)).toEqual({
      message: "the teacher knows 64 positions, so a sequence cannot have 65",
      field: "schedule.sequenceLength",
    });
    expect(refusal({ target: { ...target, sequenceLength: 128 } }, teacher).field).toBe("target.sequenceLength");
  });
});

describe("parseRequirements", () => {
  const json = (change: (copy: Record<string, unknown>) => void): unknown => {
    const copy: Record<string, unknown> = structuredClone(defaultRequirements);
    change(copy);
    return copy;
  };

  it("returns what it was given", () => {
    expect(parseRequirements(JSON.parse(JSON.stringify(defaultRequirements)))).toEqual(defaultRequirements);
  });

  it("names unknown keys, missing keys and wrong values", () => {
    const refusals = [
      [json((copy) => (copy["colour"] = "red")), 'requirements: unknown key: "colour"', "colour"],
      [
        json((copy) => (copy["target"] = { ...target, threads: 4 })),
        'requirements: unknown key in target: "threads"',
        "target.threads",
      ],
      [json((copy) => delete copy["seed"]), "requirements: seed is missing, got undefined", "seed"],
      [json((copy) => (copy["seed"] = -1)), /seed is wrong: .*-1$/, "seed"],
      [json((copy) => (copy["objectives"] = [])), /objectives is wrong: .*\[\]$/, "objectives"],
      [json((copy) => (copy["space"] = { ...space, hiddenSize: [64, 4096] })), /4096$/, "space.hiddenSize.1"],
      [json((copy) => (copy["space"] = { ...space, hiddenSize: [] })), /\[\]$/, "space.hiddenSize"],
      [json((copy) => (copy["teacher"] = { source: "web" })), /teacher/, "teacher.source"],
      [json((copy) => (copy["tasks"] = ["mlm", "mlm"])), /"mlm"$/, "tasks.1"],
      [json((copy) => (copy["version"] = 2)), /2$/, "version"],
      [null, /null$/, ""],
      [[], "requirements: version is missing, got undefined", "version"],
      ["{}", /"{}"$/, ""],
    ] as const;
    for (const [value, message, field] of refusals) {
      expect(() => parseRequirements(value)).toThrow(message);
      expect(() => parseRequirements(value)).toThrow(expect.objectContaining({ name: "Refused", field }));
    }
  });
});
