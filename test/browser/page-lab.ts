/** The built page and its lab, for tests. */
import type { Page } from "playwright-core";
import type { RunStatus, Snapshot } from "../../src/lab/port.ts";
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

/**
 * Waits until a trial has a checkpoint in the middle of its training: pausing writes one. The trial is paused from its
 * start and let go on piece by piece, since on a fast machine a pause asked for in the middle may come after the end.
 */
export async function checkpointInTrial(lab: PageLab, trialId: number, step: number): Promise<void> {
  const inTrial = (wanted: (run: RunStatus) => boolean) =>
    until(lab, ({ run }) => {
      if (run === null || run.phase === "evaluating" && run.trialId === trialId) {
        throw new Error(`trial ${trialId} ended before it could be paused at step ${step}`);
      }
      return run.trialId === trialId && wanted(run);
    });

  await inTrial(({ phase }) => phase === "preparing");
  await lab.pause();
  for (let at = -1; at < step; ) {
    const { run } = await inTrial(({ phase, progress }) => phase === "paused" && (progress?.step ?? 0) > at);
    at = run?.progress?.step ?? 0;
    await lab.resume();
    if (at < step) await lab.pause();
  }
}

/** Ends the worker that trains, as a crash would. */
export async function killDistiller(page: Page): Promise<void> {
  const worker = page.workers().findLast((each) => /\/distill-/.test(each.url()));
  if (!worker) throw new Error(`no distilling worker among ${page.workers().map((each) => each.url()).join(", ")}`);
  await worker.evaluate(() => void setTimeout(() => { throw new Error("killed by the test"); }));
}
