import { Diverged, Lost } from "../base/errors.ts";
import { deriveSeed } from "../base/random.ts";
import type { Progress, Recipe } from "../distill/port.ts";
import type { ServingReferencesMs } from "../evaluate/serving.ts";
import { scoreMetrics } from "../study/task-scores.ts";
import { servingNames } from "../study/serving-names.ts";
import type { Forecast, Study, Trial } from "../study/study.ts";
import { memoryProblem, trainingMemory } from "../study/training-memory.ts";
import type { Hired } from "../wire/hire.ts";
import type { Control } from "./control.ts";
import { observeStepTime, type StepTimes, studySecondsLeft, trainingSecondsLeft, usualSecondsLeft } from "./eta.ts";
import { fineTuneAll, fineTuningSecondsLeft, type Interruption } from "./downstream/fine-tuning.ts";
import { createJudge, givenUp, type Judge } from "./judge.ts";
import { candidatesLeft } from "./next-trial.ts";
import type { Material, Workbench } from "./port.ts";
import type { RunPorts } from "./ports.ts";
import type { TaskSource } from "./downstream/task-source.ts";

/** Milliseconds of one piece of training: how long pause, skip and stop may take, and how often the page moves. */
const pieceMs = 250;
/** Milliseconds between checkpoints: the most that a crash may cost. */
const checkpointMs = 10_000;
const liveTeacherNote = "The teacher runs again in every trial";
/** Workers or devices that may be lost within one trial. */
const lossesAllowed = 3;

/** What all trials of a study are about. */
export interface StudyInputs {
  readonly material: Material;
  readonly tasks: TaskSource;
}

/**
 * Distills and evaluates one student, from its checkpoint if there is one. Every state that ends the trial is saved
 * before this resolves.
 * @returns the ended trial, or the still running one when the person stopped
 */
export async function runTrial(
  study: Study,
  { material, tasks }: StudyInputs,
  started: Trial,
  control: Control,
  ports: RunPorts,
): Promise<Trial> {
  let trial = started;
  for (let losses = 1; ; losses++) {
    const hired = ports.hireWorkbench();
    try {
      const run = new TrialRun(study, { material, tasks }, trial, control, ports, hired);
      return await run.toEnd();
    } catch (error) {
      if (error instanceof Diverged) return end(study, trial, "infeasible", error.message, ports);
      if (!(error instanceof Lost)) throw error;
      if (losses === lossesAllowed) {
        const reason = `the device was lost ${losses} times in this trial: ${error.message}`;
        return end(study, trial, "infeasible", reason, ports);
      }
      ports.board.changeRun({ notes: [...notesOf(ports), `Worker lost (${error.message}); going on from the checkpoint`] });
      trial = (await ports.store.study(study.id))?.trials.find(({ id }) => id === trial.id) ?? trial;
    } finally {
      hired.dismiss();
    }
  }
}

/** One life of a workbench on one trial. */
class TrialRun {
  readonly #study: Study;
  readonly #inputs: StudyInputs;
  readonly #control: Control;
  readonly #ports: RunPorts;
  readonly #bench: Hired<Workbench>["port"];
  #trial: Trial;
  #times: StepTimes = { transfer: null, distillation: null };
  #lastTick: number;
  #lastCheckpoint: number;

  constructor(study: Study, inputs: StudyInputs, trial: Trial, control: Control, ports: RunPorts, hired: Hired<Workbench>) {
    this.#study = study;
    this.#inputs = inputs;
    this.#trial = trial;
    this.#control = control;
    this.#ports = ports;
    this.#bench = hired.port;
    this.#lastTick = this.#lastCheckpoint = ports.now();
  }

  async toEnd(): Promise<Trial> {
    const { store, board } = this.#ports;
    const { requirements, id } = this.#study;

    // Prepare: the backend, the teacher and the text.
    board.changeRun({ phase: "preparing", trialId: this.#trial.id, progress: null, fineTuning: null, curve: this.#trial.curve });
    const device = await this.#bench.device(requirements.target.backend);
    const memory = trainingMemory(this.#trial.architecture, requirements, this.#study.teacher, device.backend);
    const problem = memoryProblem(memory, await this.#bench.limits(memory.peakBytes));
    if (problem !== null) return end(this.#study, { ...this.#trial, device }, "infeasible", problem, this.#ports);
    await this.#bench.prepare(requirements, this.#inputs.material);
    const checkpoint = await store.checkpoint(id, this.#trial.id);
    await this.#bench.begin(recipeOf(this.#study, this.#trial), checkpoint ?? null);
    const resumedAt = checkpoint?.step ?? 0;
    this.#trial = { ...this.#trial, device, curve: this.#trial.curve.filter((point) => point.step < resumedAt) };
    board.change({ device });

    // Distill.
    const outcome = await this.#distill(createJudge(this.#study, this.#trial, resumedAt, this.#ports));
    if (outcome === "stopped") return this.#trial;
    if (outcome === "skipped") return end(this.#study, this.#trial, "stopped", "stepped over by the person", this.#ports);

    if (outcome !== "done") {
      const { trial, reason } = givenUp(this.#trial, outcome, this.#study);
      return end(this.#study, trial, "stopped", reason, this.#ports);
    }

    // Evaluate, if that was not done before fine-tuning was interrupted.
    if (this.#trial.measurement === null) await this.#evaluate(device.key);

    // Fine-tune.
    const interrupted = await this.#fineTune();
    if (interrupted === "stopped") return this.#trial;
    if (interrupted === "skipped") {
      return end(this.#study, { ...this.#trial, measurement: null }, "stopped", "stepped over by the person", this.#ports);
    }
    return end(this.#study, this.#trial, "complete", null, this.#ports);
  }

  async #evaluate(deviceKey: string): Promise<void> {
    const { store, board } = this.#ports;
    board.changeRun({ phase: "evaluating", trialEtaSeconds: null });
    const forget = this.#ports.onVisibility((visible) => void this.#bench.visibility(visible).catch(() => {}));
    const measurement = await this.#bench
      .evaluate(sessionReferenceMs(this.#study, deviceKey), servingReferencesMs(this.#study, deviceKey))
      .finally(forget);
    this.#tick();
    board.changeRun({ phase: "saving" });
    await store.saveStudent(this.#study.id, this.#trial.id, await this.#bench.student());
    this.#trial = { ...this.#trial, measurement };
  }

  /** On all downstream tasks of the study; every run is kept when it ends, so that a reload loses one at most. */
  async #fineTune(): Promise<Interruption | null> {
    const { requirements, id } = this.#study;
    if (requirements.downstream === undefined) return null;
    const save = () => this.#ports.store.saveTrial(id, this.#trial);
    await save();
    const known = this.#trial.fineTuned ?? [];
    const startedAt = this.#ports.now();
    const interrupted = await fineTuneAll({
      bench: this.#bench,
      subject: { kind: "student" },
      source: this.#inputs.tasks,
      requirements,
      known,
      interruption: () => this.#interruption(save),
      show: (status) => {
        this.#tick();
        const left = fineTuningSecondsLeft(status, known.length, (this.#ports.now() - startedAt) / 1000);
        this.#ports.board.changeRun({ phase: "fineTuning", fineTuning: status, trialEtaSeconds: left, studyEtaSeconds: this.#studyEta(left) });
      },
      keep: async (run) => {
        this.#tick();
        this.#trial = { ...this.#trial, fineTuned: [...(this.#trial.fineTuned ?? []), run] };
        await save();
      },
    });
    const { measurement, fineTuned = [] } = this.#trial;
    if (interrupted !== null || measurement === null) return interrupted;
    const scores = scoreMetrics(fineTuned, requirements.downstream.tasks.map(({ task }) => task));
    this.#trial = { ...this.#trial, measurement: { ...measurement, metrics: { ...measurement.metrics, ...scores } } };
    return null;
  }

  /** What the person asked for between two pieces of work; a pause is over when this resolves. */
  async #interruption(save: () => Promise<void>): Promise<Interruption | null> {
    if (this.#control.paused) {
      await save();
      this.#ports.board.changeRun({ phase: "paused" });
      await this.#control.whenRunning();
      this.#lastTick = this.#ports.now();
    }
    if (this.#control.stopping) {
      await save();
      return "stopped";
    }
    return this.#control.takeSkip() ? "skipped" : null;
  }

  async #distill(judge: Judge): Promise<"done" | Interruption | Forecast> {
    for (;;) {
      const interrupted = await this.#interruption(() => this.#save());
      if (interrupted !== null) return interrupted;

      const progress = await this.#bench.advance(pieceMs);
      this.#tick();
      await this.#show(progress);
      const forecast = await judge.hopeless(this.#trial, progress.step);
      if (forecast !== null) {
        this.#tick();
        return forecast;
      }
      if (progress.done) {
        await this.#save();
        return "done";
      }
      if (this.#ports.now() - this.#lastCheckpoint >= checkpointMs) await this.#save();
    }
  }

  /** Adds the time since the last tick to the trial's. */
  #tick(): void {
    const now = this.#ports.now();
    this.#trial = { ...this.#trial, seconds: this.#trial.seconds + (now - this.#lastTick) / 1000 };
    this.#lastTick = now;
  }

  /** The trial's record and its checkpoint; the curve in the record may run ahead, it is cut on resuming. */
  async #save(): Promise<void> {
    const checkpoint = await this.#bench.checkpoint();
    await this.#ports.store.saveTrial(this.#study.id, this.#trial);
    await this.#ports.store.saveCheckpoint(this.#study.id, this.#trial.id, checkpoint);
    this.#lastCheckpoint = this.#ports.now();
  }

  async #show(progress: Progress): Promise<void> {
    const { points, ...rest } = progress;
    const curve = [...this.#trial.curve, ...points];
    this.#trial = { ...this.#trial, curve };
    const stage = progress.stages[Math.min(progress.stage, progress.stages.length - 1)];
    if (stage) this.#times = observeStepTime(this.#times, stage.kind, progress.elapsedMs, progress.stepsTaken);
    const memory = await this.#bench.memory();
    if (memory.teacherRunsLive) await this.#tellTeacherRunsLive();
    const trialSecondsLeft = trainingSecondsLeft(progress, this.#times) ?? this.#usualSecondsLeft();
    this.#ports.board.changeRun({
      phase: "distilling",
      progress: rest,
      curve,
      stepsPerSecond: progress.stepsTaken > 0 && progress.elapsedMs > 0 ? (1000 * progress.stepsTaken) / progress.elapsedMs : null,
      trialEtaSeconds: trialSecondsLeft,
      studyEtaSeconds: this.#studyEta(trialSecondsLeft),
      liveBytes: memory.liveBytes,
      allocatedBytes: memory.allocatedBytes,
    });
  }

  /** Once a run. */
  async #tellTeacherRunsLive(): Promise<void> {
    if (notesOf(this.#ports).some((note) => note.startsWith(liveTeacherNote))) return;
    const { limitBytes } = await this.#ports.store.outputs();
    const megabytes = Math.round(limitBytes / 1e6);
    const note = `${liveTeacherNote}: not all of its outputs fit into the ${megabytes} MB that they may take (see Studies)`;
    this.#ports.board.changeRun({ notes: [...notesOf(this.#ports), note] });
  }

  /** Of every ended flash trial. */
  #endedSeconds(): number[] {
    return this.#study.trials
      .filter((trial) => trial.role !== "regular" && trial.state === "complete")
      .map((trial) => trial.seconds);
  }

  #usualSecondsLeft(): number | null {
    return this.#trial.role === "regular" ? null : usualSecondsLeft(this.#endedSeconds(), this.#trial.seconds);
  }

  #studyEta(trialSecondsLeft: number | null): number | null {
    const { requirements, trials } = this.#study;
    if (this.#trial.role === "regular") return trialSecondsLeft;
    const left = candidatesLeft(this.#study);
    if (left === null && requirements.budget.kind === "minutes") {
      const used = trials.filter((trial) => trial.id !== this.#trial.id).reduce((sum, trial) => sum + trial.seconds, 0);
      return Math.max(0, requirements.budget.minutes * 60 - used - this.#trial.seconds);
    }
    return studySecondsLeft({
      endedSeconds: this.#endedSeconds(),
      trialsLeft: left ?? 0,
      trialSecondsLeft,
      trialSeconds: this.#trial.seconds,
    });
  }
}

/** Everything that determines the training of this trial; the same for all trials but for the architecture. */
export function recipeOf(study: Study, trial: Trial): Recipe {
  const { template, schedule, tasks, seed } = study.requirements;
  const kind = trial.role === "regular" ? "regular" : "flash";
  // The same student from the same start would only be measured again, not trained again.
  const start = trial.origin === "repeat" ? deriveSeed(seed, "repeat", trial.id) : seed;
  return { architecture: trial.architecture, template, schedule, kind, tasks, seed: start };
}

/** The reference student's latency at the study's first measurement on this device. */
function sessionReferenceMs(study: Study, deviceKey: string): number | null {
  const first = study.trials.find((trial) => trial.device?.key === deviceKey && trial.measurement?.timing);
  return first?.measurement?.timing?.referenceMs ?? null;
}

/** The same in each runtime that serves students. */
function servingReferencesMs(study: Study, deviceKey: string): ServingReferencesMs {
  const taken = study.trials.filter(({ device }) => device?.key === deviceKey).map(({ measurement }) => measurement?.serving ?? {});
  return Object.fromEntries(
    servingNames.flatMap((name) => {
      const first = taken.find((serving) => serving[name] !== undefined)?.[name];
      return first === undefined ? [] : [[name, first.referenceMs]];
    }),
  );
}

async function end(
  study: Study,
  trial: Trial,
  state: "complete" | "infeasible" | "stopped",
  reason: string | null,
  ports: RunPorts,
): Promise<Trial> {
  const ended: Trial = { ...trial, state, reason: reason?.slice(0, 1000) ?? null, finishedAt: ports.now() };
  await ports.store.saveTrial(study.id, ended);
  await ports.store.deleteCheckpoint(study.id, trial.id);
  return ended;
}

const notesOf = (ports: RunPorts) => ports.board.current.run?.notes ?? [];
