/** The built page and its lab, for tests. */
import type { Page, Worker } from "playwright-core";
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
  const inTrial = (wanted: (run: RunStatus, revision: number) => boolean) =>
    until(lab, ({ run, revision }) => {
      if (run === null || run.phase === "evaluating" && run.trialId === trialId) {
        throw new Error(`trial ${trialId} ended before it could be paused at step ${step}`);
      }
      return run.trialId === trialId && wanted(run, revision);
    });

  await inTrial(({ phase }) => phase === "preparing");
  await lab.pause();
  for (let [at, seen] = [-1, -1]; at < step; ) {
    // A piece may end without a step: its shaders were still being compiled.
    const { run, revision } = await inTrial(({ phase }, now) => phase === "paused" && now > seen);
    [at, seen] = [run?.progress?.step ?? 0, revision];
    await lab.resume();
    if (at < step) await lab.pause();
  }
}

function distiller(page: Page): Worker {
  const worker = page.workers().findLast((each) => /\/distill-/.test(each.url()));
  if (!worker) throw new Error(`no distilling worker among ${page.workers().map((each) => each.url()).join(", ")}`);
  return worker;
}

/** Ends the worker that trains, as a crash would. */
export async function killDistiller(page: Page): Promise<void> {
  await distiller(page).evaluate(() => void setTimeout(() => { throw new Error("killed by the test"); }));
}

/** Takes the GPU away from the worker that trains; tfjs makes its engine known to its realm. */
export async function destroyDevice(page: Page): Promise<void> {
  await distiller(page).evaluate(() => {
    const engine: unknown = Reflect.get(globalThis, "_tfengine");
    const device: unknown = Reflect.get(Object(Reflect.get(Object(engine), "backend")), "device");
    if (!(device instanceof GPUDevice)) throw new Error("there is no GPU device in the worker");
    device.destroy();
  });
}
