import type { HostArray } from "../base/tensors.ts";
import * as tf from "./tf.ts";

/** All that changes from one run of a step to the next, by name. Names and shapes are the same at every run. */
export type Inputs = Readonly<Record<string, HostArray>>;

/** The inputs on the backend. */
export type TensorsOf<I extends Inputs> = { readonly [Name in keyof I]: TensorOf<NonNullable<I[Name]>["shape"]> };

interface TensorByRank {
  1: tf.Tensor1D;
  2: tf.Tensor2D;
  3: tf.Tensor3D;
  4: tf.Tensor4D;
}
type TensorOf<Shape extends readonly number[]> = Shape["length"] extends keyof TensorByRank ? TensorByRank[Shape["length"]] : tf.Tensor;

/**
 * One step: reads its inputs and whatever tensors it closes over, writes variables in place, gives one float32 output.
 * It must do the same operations at every run: all that differs comes in through the inputs.
 */
export type Step<I extends Inputs> = (inputs: TensorsOf<I>) => tf.Tensor;

/**
 * A step that can be repeated: replayed without tfjs where it was captured, run through it elsewhere.
 *
 * The program owns the step's inputs, its output and all that the step makes in between, until `dispose`. Tensors and
 * variables that the step closes over stay the caller's and must outlive the program.
 */
export interface Program<I extends Inputs> {
  /** Runs the step once. Returns before the device has done it; runs take effect in their order. */
  run(inputs: I): void;
  /**
   * The output of the last run; at most once a run. Runs that follow do not change it and are not held up.
   * @throws Lost when the device is gone
   */
  read(): Promise<Float32Array>;
  /**
   * Milliseconds a run by the device's own clock, over so many runs more with the inputs of the last; null where it has
   * none. @throws Lost when the device is gone
   */
  deviceMs(runs: number): Promise<number | null>;
  /** Reads that are still under way may reject. */
  dispose(): void;
}

/** The inputs of a run, each with the program's place for it. @throws Error, before any is given, unless names and lengths agree */
export function placed<Slot extends { readonly length: number }>(inputs: Inputs, slots: ReadonlyMap<string, Slot>) {
  const entries = Object.entries(inputs);
  if (entries.length !== slots.size) throw new Error(`a program of ${slots.size} inputs was given ${entries.length}`);
  return entries.map(([name, { data }]) => {
    const slot = slots.get(name);
    if (slot?.length !== data.length) throw new Error(`the input ${name} must have ${slot?.length} numbers, got ${data.length}`);
    return { slot, data };
  });
}

/** The inputs as tensors, which belong to the caller. */
export function tensorsOf<I extends Inputs>(inputs: I): TensorsOf<I> {
  const entries = Object.entries(inputs).map(([name, { shape, data }]) => [
    name,
    tf.tensor(data, [...shape], data instanceof Int32Array ? "int32" : "float32"),
  ]);
  return Object.fromEntries(entries) as TensorsOf<I>; // the same names, and ranks by the shapes' lengths
}
