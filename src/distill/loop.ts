import type { HostArray, NamedTensors } from "../base/tensors.ts";
import { createEagerProgram } from "../engine/eager-program.ts";
import type { Inputs, Program, TensorsOf } from "../engine/program.ts";
import * as tf from "../engine/tf.ts";
import type { Checkpoint } from "../study/checkpoint.ts";
import { createLossReader } from "./loss-reader.ts";
import { controlsOf, createUpdate, type OptimiserFacts } from "./optimisers/optimiser.ts";
import { pauseForEvents } from "./pause.ts";
import type { Progress, Stage, Training } from "./port.ts";
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
  /** Of the stage that trains at present. */
  let current: { readonly stage: number; readonly program: Program<StepInputs> } | undefined;

  /** One step of a phase as a function of its inputs; its output is the loss. */
  function createProgram(phase: Phase): Program<StepInputs> {
    const { multipliers } = phase;
    const names = [...multipliers.keys()];
    const updater = createUpdate(optimiser, state.parameters, state.moments, { weightDecay, multipliers });
    const program = createEagerProgram<StepInputs>(({ controls, ...inputs }) => {
      // Forward and backward, for the phase's own parameters only; then the update, in place.
      const { loss, gradients } = gradientsOf(() => phase.loss(state.parameters, inputs), names, state.parameters);
      updater.step(gradients, controls);
      return loss;
    });
    return {
      ...program,
      dispose() {
        program.dispose();
        updater.dispose();
      },
    };
  }

  /** A stage trains other parameters than the one before, with new moments: its steps are another program. */
  async function programOf(stage: number, phase: Phase, stepInStage: number): Promise<Program<StepInputs>> {
    if (current?.stage === stage) return current.program;
    await losses.settle();
    current?.program.dispose();
    if (stepInStage === 0) state.resetMoments(phase.multipliers.keys());
    current = { stage, program: createProgram(phase) };
    return current.program;
  }

  async function trainOneStep(): Promise<void> {
    const { stage, stepInStage } = placeOf(stages, step);
    const phase = phases[stage];
    if (phase === undefined) throw new RangeError(`there is no step ${step}`);

    // 1. Data: fetched while the previous step ran; the next fetch starts before this step keeps the host busy.
    const inputs = await fetch.take(step);
    fetch.start(step + 1);

    // 2. Forward, backward, update: the device works on it from here on.
    const program = await programOf(stage, phase, stepInStage);
    program.run({ ...inputs, controls: controlsOf(optimiser, phase.learningRate(stepInStage), stepInStage + 1) });

    // 3. Loss: the host waits for the device only if it is several steps ahead.
    await losses.push({ step, stage }, () => program.read());
    step++;
  }

  return {
    async advance(budgetMs): Promise<Progress> {
      const startedAt = now();
      const firstStep = step;
      while (step < steps && (step === firstStep || now() - startedAt < budgetMs)) {
        await trainOneStep();
        await pauseForEvents();
      }
      // All points up to this step: a checkpoint taken now goes with a complete curve. One wait a call costs little.
      await losses.settle();
      const { stage, stepInStage } = placeOf(stages, step);
      return {
        stages,
        stage,
        stepInStage,
        step,
        steps,
        done: step === steps,
        points: losses.take(),
        elapsedMs: now() - startedAt,
        stepsTaken: step - firstStep,
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
      current?.program.dispose();
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
  const { value, grads } = tf.variableGrads(lossOf, trained.map(({ variable }) => variable));
  const gradients = new Map<string, tf.Tensor>();
  for (const { name, variable } of trained) {
    const gradient = grads[variable.name];
    if (gradient !== undefined) gradients.set(name, gradient);
  }
  return { loss: value, gradients };
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
    async take(step: number): Promise<T> {
      const data = await (ahead?.step === step ? ahead.data : fetch(step));
      if (data === undefined) throw new RangeError(`there is no step ${step}`);
      return data;
    },
  };
}
