import type { HostArray, NamedTensors } from "../base/tensors.ts";
import { capture } from "../engine/capture.ts";
import { valueAndGradients } from "../engine/gradients.ts";
import { freeUnused } from "../engine/memory.ts";
import type { Compilation } from "../engine/pipelines.ts";
import type { Inputs, Program, Step, TensorsOf } from "../engine/program.ts";
import type * as tf from "../engine/tf.ts";
import type { Checkpoint } from "../study/checkpoint.ts";
import { createLossReader } from "./loss-reader.ts";
import { controlsOf, createUpdate, type OptimiserFacts } from "./optimisers/optimiser.ts";
import { pauseForEvents } from "./pause.ts";
import type { Progress, Stage, Training } from "./port.ts";
import { createStageProgram } from "./stage-program.ts";
import { createState } from "./state.ts";

/** The variables a loss is a function of, by name. */
export type Variables = ReadonlyMap<string, tf.Variable>;

/** A stage with all that its steps need. Optimiser moments start at zero in each phase. */
export interface Phase<I extends Inputs = Inputs> {
  readonly stage: Stage;
  /** The parameters it trains, with the factor on each one's learning rate; all others stay as they are. */
  readonly multipliers: ReadonlyMap<string, number>;
  /** @param step in the stage, from 0 */
  readonly learningRate: (step: number) => number;
  /** Fetches all that a step's loss is a function of, besides the variables. */
  inputs(step: number): Promise<I>;
  /** Called inside a tidy. It may be called once and its work repeated on other inputs: see `Step`. */
  loss(variables: Variables, inputs: TensorsOf<I>): tf.Scalar;
}

/** The phase's inputs, and the optimiser's controls. */
type StepInputs = Readonly<Record<"controls", HostArray<[number]>>> & Inputs;

export interface LoopSettings {
  readonly phases: readonly Phase[];
  /** All parameters: the network's, and others that the losses train. */
  readonly initial: NamedTensors;
  /** Which of them `student()` gives. */
  readonly networkNames: readonly string[];
  readonly optimiser: OptimiserFacts;
  readonly weightDecay: number;
  readonly checkpoint: Checkpoint | null;
  /** Milliseconds. */
  readonly now: () => number;
}

/** Runs phases one after another. What a step does depends on its number and the state alone, so it resumes exactly. */
export function createLoop(settings: LoopSettings): Training {
  const { optimiser, weightDecay, checkpoint, now } = settings;
  const phases = settings.phases.filter(({ stage }) => stage.steps > 0);
  const stages = phases.map(({ stage }) => stage);
  const steps = stages.reduce((sum, stage) => sum + stage.steps, 0);
  const state = createState(settings.initial, checkpoint?.tensors ?? null);
  const losses = createLossReader(steps, stages.map(({ name }) => name));
  const fetch = createPrefetch((step) => {
    const place = placeOf(stages, step);
    return phases[place.stage]?.inputs(place.stepInStage);
  });
  let step = checkpoint?.step ?? 0;
  const programs = createStageProgram<StepInputs>();
  /** For programs to be made, in this `advance`. */
  let waitedMs = 0;

  /** One step of a phase as a function of its inputs; its output is the loss. */
  async function createProgram(phase: Phase, inputs: StepInputs, report: (state: Compilation) => void): Promise<Program<StepInputs>> {
    const { multipliers } = phase;
    const names = [...multipliers.keys()];
    const updater = createUpdate(optimiser, state.parameters, state.moments, { weightDecay, multipliers });
    const step: Step<StepInputs> = ({ controls, ...tensors }) => {
      // Forward and backward, for the phase's own parameters only; then the update, in place.
      const backward = () => gradientsOf(() => phase.loss(state.parameters, tensors), names, state.parameters);
      return updater.step(backward, controls).loss;
    };
    try {
      const program = await capture(step, inputs, report);
      return {
        ...program,
        dispose() {
          program.dispose();
          updater.dispose();
        },
      };
    } catch (thrown) {
      updater.dispose();
      throw thrown;
    }
  }

  /** @returns whether the step was taken: its stage's program may still be being compiled when the time is over */
  async function trainOneStep(waitMs: number): Promise<boolean> {
    const { stage, stepInStage } = placeOf(stages, step);
    const phase = phases[stage];
    if (phase === undefined) throw new RangeError(`there is no step ${step}`);

    // 1. Data: fetched while the previous step ran.
    const fetched = await fetch.take(step);
    const controls = controlsOf(optimiser, phase.learningRate(stepInStage), stepInStage + 1);
    const inputs = { ...fetched, controls };

    // 2. Program: a stage trains other parameters than the one before, with new moments.
    const askedAt = now();
    // Losses that are still on their way belong to the program that goes now.
    if (stepInStage === 0) await losses.settle();
    const program = await programs.within(waitMs, stage, async (report) => {
      if (stepInStage === 0) state.resetMoments(phase.multipliers.keys());
      return createProgram(phase, inputs, report);
    });
    waitedMs += now() - askedAt;
    if (program === null) return false;
    // The next fetch starts before this step keeps the host busy.
    fetch.start(step + 1);

    // 3. Forward, backward, update: the device works on it from here on.
    program.run(inputs);

    // 4. Loss: the host waits for the device only if it is several steps ahead.
    await losses.push({ step, stage }, () => program.read());
    step++;
    return true;
  }

  return {
    async advance(budgetMs, untilStep = steps): Promise<Progress> {
      const startedAt = now();
      const firstStep = step;
      waitedMs = 0;
      while (step < Math.min(steps, untilStep) && (step === firstStep || now() - startedAt < budgetMs)) {
        if (!(await trainOneStep(budgetMs - (now() - startedAt)))) break;
        await pauseForEvents();
      }
      // All points up to this step: a checkpoint taken now goes with a complete curve. One wait a call costs little.
      await losses.settle();
      // Steps have memory of their own; what ran between them, the teacher for instance, need not keep its own.
      freeUnused();
      const { stage, stepInStage } = placeOf(stages, step);
      return {
        stages,
        stage,
        stepInStage,
        step,
        steps,
        done: step === steps,
        points: losses.take(),
        elapsedMs: now() - startedAt - waitedMs,
        stepsTaken: step - firstStep,
        compilation: programs.compilation,
      };
    },
    async checkpoint() {
      // A diverged state must not become the place to resume from.
      await losses.settle();
      return { step, tensors: await state.save() };
    },
    async student() {
      await losses.settle();
      return state.read(settings.networkNames);
    },
    dispose() {
      programs.dispose();
      state.dispose();
    },
  };
}

/** Where a step of the whole training lies; past the end, `stage` is the number of stages. */
export function placeOf(stages: readonly Stage[], step: number): { stage: number; stepInStage: number } {
  let stepInStage = step;
  let stage = 0;
  for (const { steps } of stages) {
    if (stepInStage < steps) break;
    stepInStage -= steps;
    stage++;
  }
  return { stage, stepInStage };
}

/** The loss and its gradients by parameter name; parameters the loss does not depend on have none. */
function gradientsOf(lossOf: () => tf.Scalar, names: readonly string[], variables: Variables) {
  const trained = names.map((name) => {
    const variable = variables.get(name);
    if (variable === undefined) throw new Error(`no such parameter: ${name}`);
    return { name, variable };
  });
  const { value, gradients } = valueAndGradients(lossOf, trained.map(({ variable }) => variable));
  const known = trained.flatMap(({ name }, i) => {
    const gradient = gradients[i];
    return gradient === undefined ? [] : [[name, gradient] as const];
  });
  return { loss: value, gradients: new Map(known) };
}

/** Fetches one step ahead; a step that was not started is fetched when taken. */
function createPrefetch<T>(fetch: (step: number) => Promise<T> | undefined) {
  let ahead: { readonly step: number; readonly data: Promise<T> | undefined } | undefined;
  return {
    start(step: number): void {
      const data = fetch(step);
      // It is awaited when taken; a training that is dropped before must not leave an unhandled rejection.
      data?.catch(() => undefined);
      ahead = { step, data };
    },
    /** A step may be taken again until the next one is started. */
    async take(step: number): Promise<T> {
      if (ahead?.step !== step) this.start(step);
      const data = await ahead?.data;
      if (data === undefined) throw new RangeError(`there is no step ${step}`);
      return data;
    },
  };
}
