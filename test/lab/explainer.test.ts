import { describe, expect, it } from "vitest";
import { Lost } from "../../src/base/errors.ts";
import { suggest } from "../../src/search/index.ts";
import { nextId, suggestionSeed } from "../../src/lab/next-trial.ts";
import { defaultRequirements, type Requirements } from "../../src/study/requirements.ts";
import { fakeStudy } from "../suites/fake-study.ts";
import { createTestLab, outcomes } from "../suites/lab-ports.ts";

const requirements: Requirements = { ...defaultRequirements, budget: { kind: "trials", trials: 3 } };

async function labWith(study = fakeStudy({ trials: 6 })) {
  const test = createTestLab();
  const id = await test.lab.importStudy(study);
  return { ...test, id, study };
}

describe("what the search has learned", () => {
  it("names what a run would try next, and what each trial was expected to be", async () => {
    const { lab, id, study } = await labWith();
    const { next, checks } = await lab.explain(id);
    expect(next?.architecture).toEqual(suggest(study, 1, suggestionSeed(study, nextId(study)))[0]?.architecture);
    // The infeasible one was not measured.
    expect(checks["mlmAccuracy"]).toHaveLength(5);
    const expected = await lab.why(id, 5);
    expect(expected?.chance).toBeGreaterThan(0);
    expect(Object.keys(expected?.predicted ?? {})).toEqual(["mlmAccuracy", "latencyMs"]);
    // Nothing had been measured before the first trial, and there is no trial 99.
    expect((await lab.why(id, 0))?.chance).toBeNull();
    expect(await lab.why(id, 99)).toBeNull();
  });

  it("shares one worker among questions asked at once, and ends it with the last answer", async () => {
    const { lab, id, searchers } = await labWith();
    await Promise.all([lab.explain(id), lab.why(id, 4), lab.why(id, 5)]);
    expect(searchers).toMatchObject({ hired: 1, dismissed: 1 });
    await lab.explain(id);
    expect(searchers).toMatchObject({ hired: 2, dismissed: 2 });
  });

  it("ends the worker and says why where there is no answer, and answers the next time", async () => {
    const { lab, id, searchers } = await labWith();
    searchers.beforeExplain = () => {
      throw new Lost("the worker died");
    };
    await expect(lab.explain(id)).rejects.toThrow("the worker died");
    expect(searchers).toMatchObject({ hired: 1, dismissed: 1 });
    searchers.beforeExplain = () => {};
    expect((await lab.explain(id)).next).not.toBeNull();
    await expect(lab.explain("none")).rejects.toThrow('no study is kept here under "none"');
  });

  it("changes nothing in a running study, and keeps still while a student is timed", async () => {
    const run = async (asking: boolean) => {
      const { lab, idle, searchers } = createTestLab();
      const id = await lab.create(requirements);
      const phases: (string | undefined)[] = [];
      searchers.beforeExplain = () => void lab.snapshot(0, 0).then(({ run: now }) => phases.push(now?.phase));
      await lab.run(id);
      const asked: Promise<unknown>[] = [];
      let seen = 0;
      for (let now = await lab.snapshot(0, 0); asking && now.run !== null; now = await lab.snapshot(now.revision, 1000))
        if (now.run.phase === "evaluating") {
          seen++;
          asked.push(lab.explain(id));
        }
      await idle();
      await Promise.all(asked);
      if (asking) expect(seen).toBeGreaterThan(0);
      expect(phases).toHaveLength(asked.length);
      expect(phases).not.toContain("evaluating");
      expect(searchers.dismissed).toBe(searchers.hired);
      return outcomes(await lab.study(id));
    };
    expect(await run(true)).toEqual(await run(false));
  });
});
