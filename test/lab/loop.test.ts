import { describe, expect, it } from "vitest";
import type { Requirements } from "../../src/study/requirements.ts";
import { defaultRequirements } from "../../src/study/requirements.ts";
import { median } from "../../src/base/statistics.ts";
import type { Study, Trial } from "../../src/study/study.ts";
import { trainingMemory } from "../../src/study/training-memory.ts";
import { architectureKey } from "../../src/study/architecture.ts";
import { createTestLab, outcomes, type TestLab } from "../suites/lab-ports.ts";

const requirements: Requirements = { ...defaultRequirements, budget: { kind: "trials", trials: 4 } };

async function finished({ lab, idle }: TestLab, id?: string) {
  const study = id ?? (await lab.create(requirements));
  await lab.run(study);
  await idle();
  expect((await lab.snapshot(0, 0)).failure).toBeNull();
  return lab.study(study);
}

describe("the loop", () => {
  it("trains the baseline and as many different candidates as the budget allows", async () => {
    const test = createTestLab();
    const study = await finished(test);
    expect(study.trials.map(({ role }) => role)).toEqual(["baseline", ...Array<string>(4).fill("candidate")]);
    expect(new Set(study.trials.map(({ architecture }) => architectureKey(architecture))).size).toBe(5);
    expect(study.trials.every(({ state, measurement }) => state === "complete" && measurement !== null)).toBe(true);
    // Six pieces of ten steps, numbered from 0; a point each.
    expect(study.trials[3]?.curve.map(({ step }) => step)).toEqual([9, 19, 29, 39, 49, 59]);
    expect((await test.lab.studies())[0]).toMatchObject({ state: "finished", trials: 4 });
    expect(await test.store.student(study.id, 3)).toBeDefined();
    expect(await test.store.checkpoint(study.id, 3)).toBeUndefined();
  });

  it("gives every worker an end", async () => {
    const test = createTestLab({ loseAtAdvance: [4] });
    await finished(test);
    expect(test.benches.hired).toBeGreaterThan(5);
    expect(test.benches.dismissed).toBe(test.benches.hired);
  });

  it("goes on after a stop in the middle of a trial as if nothing had happened", async () => {
    const undisturbed = await finished(createTestLab());
    const test = createTestLab();
    let stopped = Promise.resolve();
    test.benches.onAdvance = (count) => {
      if (count === 15) stopped = test.lab.stop();
    };
    const halfway = await finished(test);
    await stopped;
    expect(halfway.trials.at(-1)?.state).toBe("running");
    expect(await test.store.checkpoint(halfway.id, 2)).toMatchObject({ step: 30 });
    expect((await test.lab.studies())[0]?.state).toBe("unfinished");
    const resumed = await finished(test, halfway.id);
    expect(outcomes(resumed)).toEqual(outcomes(undisturbed));
  });

  it("goes on in a new lab over the same store, as after a reload", async () => {
    const undisturbed = await finished(createTestLab());
    const first = createTestLab();
    const id = await first.lab.create(requirements);
    // The tab is closed: the first lab never hears of its worker again.
    first.benches.onAdvance = (count) => {
      if (count === 20) throw new Error("closed");
    };
    await first.lab.run(id);
    await first.idle();
    const second = createTestLab({}, first.store);
    expect(outcomes(await finished(second, id))).toEqual(outcomes(undisturbed));
  });

  it("respawns a lost worker from the checkpoint", async () => {
    const undisturbed = await finished(createTestLab());
    const test = createTestLab({ loseAtAdvance: [9, 21] });
    expect(outcomes(await finished(test))).toEqual(outcomes(undisturbed));
  });

  it("makes a trial infeasible after three losses, and goes on", async () => {
    const study = await finished(createTestLab({ loseAtAdvance: [7, 8, 9] }));
    expect(study.trials[1]).toMatchObject({ state: "infeasible", measurement: null });
    expect(study.trials[1]?.reason).toMatch(/lost 3 times.*the fake worker died/);
    expect(study.trials).toHaveLength(5);
  });

  it("ends a worker that hangs, and goes on from the checkpoint", async () => {
    const undisturbed = await finished(createTestLab());
    const test = createTestLab({ hangAtAdvance: [9, 21] });
    let notes: readonly string[] = [];
    test.benches.onAdvance = (count) => {
      if (count === 10) void test.lab.snapshot(0, 0).then(({ run }) => (notes = run?.notes ?? []));
    };
    expect(outcomes(await finished(test))).toEqual(outcomes(undisturbed));
    expect(test.benches.dismissed).toBe(test.benches.hired);
    // Two answers came before it, so it was given five minutes.
    expect(notes.join()).toMatch(/^Worker lost \(the worker hangs: silent for 301 s, during "advance"\); going on/);
  });

  it("makes a trial infeasible whose worker hangs three times", async () => {
    const study = await finished(createTestLab({ hangAtAdvance: [7, 8, 9] }));
    expect(study.trials[1]?.reason).toMatch(/lost 3 times.*hangs: silent for 601 s, during "advance"$/);
    expect(study.trials).toHaveLength(5);
  });

  it("makes a student that diverges infeasible, and does not propose it again", async () => {
    const wide = (key: string) => key.split("-")[1] === "192";
    const study = await finished(createTestLab({ diverges: wide }));
    const failed = study.trials.filter(({ state }) => state === "infeasible");
    expect(failed.length).toBeGreaterThan(0);
    expect(failed[0]?.reason).toBe("loss NaN at step 0");
    expect(new Set(study.trials.map(({ architecture }) => architectureKey(architecture))).size).toBe(5);
  });

  it("steps over a trial", async () => {
    const test = createTestLab();
    test.benches.onAdvance = (count) => void (count === 8 && test.lab.skipTrial());
    const study = await finished(test);
    expect(study.trials[1]).toMatchObject({ state: "stopped", reason: "stepped over by the person" });
    expect(study.trials).toHaveLength(5);
  });

  it("pauses, keeping a checkpoint, and resumes", async () => {
    const test = createTestLab();
    test.benches.onAdvance = (count) => void (count === 8 && test.lab.pause());
    const id = await test.lab.create(requirements);
    await test.lab.run(id);
    let snapshot = await test.lab.snapshot(0, 0);
    while (snapshot.run?.phase !== "paused") snapshot = await test.lab.snapshot(snapshot.revision, 1000);
    expect(await test.store.checkpoint(id, 1)).toMatchObject({ step: 20 });
    expect(test.benches.advances).toBe(8);
    await test.lab.resume();
    await test.idle();
    expect((await test.lab.study(id)).trials).toHaveLength(5);
  });

  it("distills a finished trial regularly, as a trial of its own", async () => {
    const test = createTestLab();
    const { id } = await finished(test);
    await test.lab.distillRegularly(id, 2);
    await test.idle();
    const study = await test.lab.study(id);
    expect(study.trials.at(-1)).toMatchObject({ id: 5, role: "regular", parent: 2, state: "complete" });
    await expect(test.lab.distillRegularly(id, 99)).rejects.toThrow(/no finished trial 99/);
  });

  it("refuses a second run at the same time, and impossible requirements at once", async () => {
    const test = createTestLab();
    const id = await test.lab.create(requirements);
    await test.lab.run(id);
    await expect(test.lab.run(id)).rejects.toThrow(/waits until the study has stopped/);
    await test.lab.stop();
    const impossible = { ...requirements, constraints: [{ metric: "parameters", bound: "atMost", value: 10 }] };
    await expect(test.lab.create(impossible)).rejects.toThrow(/10/);
    await expect(test.lab.create({ ...requirements, colour: "red" })).rejects.toThrow(/colour/);
  });

  it("makes a student infeasible that does not fit the device, and begins none of its training", async () => {
    const peakOf = ({ requirements, teacher }: Study, { architecture }: Trial) => trainingMemory(architecture, requirements, teacher, "wasm").peakBytes;
    const roomy = await finished(createTestLab());
    const totalBytes = median(roomy.trials.map((trial) => peakOf(roomy, trial)));
    const test = createTestLab({ totalBytes });
    const study = await finished(test);
    for (const trial of study.trials) {
      const fits = peakOf(study, trial) <= totalBytes;
      expect(trial.state).toBe(fits ? "complete" : "infeasible");
      if (!fits) expect(trial.reason).toMatch(/^it does not fit this device: training takes about [\d.]+ GB, the most here is [\d.]+ GB$/);
    }
    expect(new Set(study.trials.map(({ state }) => state))).toEqual(new Set(["complete", "infeasible"]));
  });

  it("says once that the teacher runs live, and within which limit", async () => {
    const test = createTestLab({ teacherRunsLive: true });
    await expect(test.lab.limitOutputs(Number.NaN)).rejects.toThrow(/number of bytes, got NaN$/);
    await test.lab.limitOutputs(12e6);
    expect(await test.lab.outputs()).toEqual({ usedBytes: 0, limitBytes: 12e6 });
    let notes: readonly string[] = [];
    test.benches.onAdvance = () => void test.lab.snapshot(0, 0).then(({ run }) => (notes = run?.notes ?? notes));
    await test.lab.run(await test.lab.create(requirements));
    await test.idle();
    expect(notes).toEqual(["The teacher runs again in every trial: not all of its outputs fit into the 12 MB that they may take (see Studies)"]);
  });

  it("tells what failed and leaves the study resumable", async () => {
    const test = createTestLab();
    test.benches.onAdvance = (count) => {
      if (count === 8) throw new TypeError("a bug");
    };
    const id = await test.lab.create(requirements);
    await test.lab.run(id);
    await test.idle();
    expect((await test.lab.snapshot(0, 0)).failure).toBe("a bug");
    expect(await finished(test, id)).toMatchObject({ trials: { length: 5 } });
  });
});
