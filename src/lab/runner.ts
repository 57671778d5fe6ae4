import { messageOf, Refused } from "../base/errors.ts";
import type { StudyId } from "../study/study.ts";
import { type Control, createControl } from "./control.ts";
import { runRegular, runStudy } from "./loop.ts";
import type { Exclusive, RunPorts } from "./ports.ts";

/** Runs one study at a time, in the background; progress goes to the status board. */
export interface Runner {
  readonly busy: boolean;
  run(id: StudyId): Promise<void>;
  distillRegularly(id: StudyId, trial: number): Promise<void>;
  pause(): void;
  resume(): void;
  skipTrial(): void;
  /** Resolves when the run has ended. */
  stop(): Promise<void>;
}

export function createRunner(ports: RunPorts, exclusive: Exclusive): Runner {
  const { board } = ports;
  let running: { readonly control: Control; readonly ended: Promise<void> } | null = null;

  async function start(studyId: StudyId, work: (control: Control) => Promise<void>): Promise<void> {
    if (running) throw new Refused(`a study is running already: "${board.current.run?.studyId ?? studyId}"`);
    const control = createControl();
    let begin = () => {};
    let refuse = (_: Refused) => {};
    const begun = new Promise<void>((resolve, reject) => {
      begin = resolve;
      refuse = reject;
    });
    const idle = { progress: null, fineTuning: null, curve: [], stepsPerSecond: null, trialEtaSeconds: null, studyEtaSeconds: null };
    const ended = exclusive("run", async () => {
      begin();
      const run = { studyId, phase: "preparing" as const, trialId: null, liveBytes: null, allocatedBytes: null, notes: [] };
      board.change({ failure: null, run: { ...run, ...idle } });
      await work(control);
    })
      .then((outcome) => {
        if (outcome === null) refuse(new Refused(`another tab is running a study; "${studyId}" was not started`));
      })
      .catch((error: unknown) => board.change({ failure: messageOf(error) }))
      .finally(() => {
        running = null;
        board.change({ run: null });
        board.studyChanged();
      });
    running = { control, ended };
    await begun;
  }

  return {
    get busy() {
      return running !== null;
    },
    run: (id) =>
      start(id, async (control) => {
        await runStudy(id, control, ports);
      }),
    distillRegularly: (id, trial) => start(id, (control) => runRegular(id, trial, control, ports)),
    pause: () => running?.control.pause(),
    resume: () => running?.control.resume(),
    skipTrial: () => running?.control.skip(),
    async stop() {
      running?.control.stop();
      await running?.ended;
    },
  };
}
