/** The built page and its lab, for tests. */
import type { Page } from "playwright-core";
import type { Snapshot } from "../../src/lab/port.ts";
import type { Study, StudyId } from "../../src/study/study.ts";
import type { PageLab } from "../tools/study/page.ts";

/** Waits until the snapshot is as wanted. @throws Error naming the failure if the run fails meanwhile */
export async function until(lab: PageLab, wanted: (snapshot: Snapshot) => boolean): Promise<Snapshot> {
  let snapshot = await lab.snapshot(0, 0);
  while (!wanted(snapshot)) {
    if (snapshot.failure !== null) throw new Error(`the run failed: ${snapshot.failure}`);
    snapshot = await lab.snapshot(snapshot.revision, 2000);
  }
  return snapshot;
}

/** Runs or resumes a study to its end. */
export async function runToEnd(lab: PageLab, id: StudyId): Promise<Study> {
  await lab.run(id);
  const { failure } = await until(lab, ({ run }) => run === null);
  if (failure !== null) throw new Error(`the run failed: ${failure}`);
  return lab.study(id);
}

/** Waits until a trial has a checkpoint in the middle of its training: pausing writes one. */
export async function checkpointInTrial(lab: PageLab, trialId: number, step: number): Promise<void> {
  await until(lab, ({ run }) => run?.trialId === trialId && (run.progress?.step ?? 0) >= step);
  await lab.pause();
  await until(lab, ({ run }) => run?.phase === "paused");
  await lab.resume();
  await until(lab, ({ run }) => run?.phase === "distilling");
}

/** Ends the worker that trains, as a crash would. */
export async function killDistiller(page: Page): Promise<void> {
  const worker = page.workers().findLast((each) => /\/distill-/.test(each.url()));
  if (!worker) throw new Error(`no distilling worker among ${page.workers().map((each) => each.url()).join(", ")}`);
  await worker.evaluate(() => void setTimeout(() => { throw new Error("killed by the test"); }));
}
