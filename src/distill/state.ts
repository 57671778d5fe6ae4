import { Diverged, Refused } from "../base/errors.ts";
import type { NamedTensor, NamedTensors } from "../base/tensors.ts";
import { type Arena, createArena } from "../engine/arena.ts";
import type * as tf from "../engine/tf.ts";
import type { Moments } from "./optimisers/optimiser.ts";

/** Names in a checkpoint: parameters under their own, moments under these prefixes. */
const firstPrefix = "moments.first.";
const secondPrefix = "moments.second.";

/** What a training owns on the backend and keeps in a checkpoint: parameters and the optimiser's moments, by name. */
export interface TrainingState {
  readonly parameters: ReadonlyMap<string, tf.Variable>;
  /** Of the parameters that the current stage trains. */
  readonly moments: ReadonlyMap<string, Moments>;
  /** Forgets all moments and starts new ones, zero, for these parameters. */
  resetMoments(names: Iterable<string>): void;
  /** Copies of the named parameters. @throws Diverged if one holds a value that is not finite */
  read(names: Iterable<string>): Promise<NamedTensors>;
  /** Copies of all parameters and moments. @throws Diverged as `read` */
  save(): Promise<NamedTensors>;
  dispose(): void;
}

/**
 * @param initial every parameter; where `saved` is given, its values replace them
 * @throws Refused if `saved` lacks a parameter or has it in another shape
 */
export function createState(initial: NamedTensors, saved: NamedTensors | null): TrainingState {
  // All is checked before the first variable is made: a refusal leaves nothing behind.
  const values = [...initial].map(([name, tensor]): [string, NamedTensor] => [
    name,
    saved === null ? tensor : savedTensor(saved, name, tensor.shape),
  ]);
  const shapes = new Map(values.map(([name, { shape }]) => [name, shape]));
  const arena = createArena(shapes, new Map(values));
  const parameters = arena.variables;

  const moments = new Map<string, Moments>();
  let momentArenas: readonly Arena[] = [];
  const disposeMoments = () => {
    for (const { dispose } of momentArenas) dispose();
    momentArenas = [];
    moments.clear();
  };
  /** @param prefixed the moments by their names in a checkpoint; null: zeros */
  const createMoments = (names: readonly string[], prefixed: NamedTensors | null) => {
    disposeMoments();
    const shapesOfNames = new Map(names.map((name) => [name, parameter(name).shape]));
    const arenaOf = (prefix: string) => {
      const own = prefixed && new Map(names.map((name) => [name, savedTensor(prefixed, prefix + name, parameter(name).shape)]));
      return createArena(shapesOfNames, own);
    };
    const [first, second] = [arenaOf(firstPrefix), arenaOf(secondPrefix)];
    momentArenas = [first, second];
    for (const name of names) {
      const pair = { first: first.variables.get(name), second: second.variables.get(name) };
      if (pair.first && pair.second) moments.set(name, { first: pair.first, second: pair.second });
    }
  };
  const parameter = (name: string) => {
    const found = parameters.get(name);
    if (found === undefined) throw new Error(`no such parameter: ${name}`);
    return found;
  };

  if (saved !== null) createMoments([...shapes.keys()].filter((name) => saved.has(firstPrefix + name) && saved.has(secondPrefix + name)), saved);

  return {
    parameters,
    moments,
    resetMoments: (names) => createMoments([...names], null),
    read: (names) => readAll([...names].map((name) => [name, parameter(name)])),
    save: () =>
      readAll([
        ...parameters,
        ...[...moments].flatMap(([name, { first, second }]): [string, tf.Variable][] => [
          [firstPrefix + name, first],
          [secondPrefix + name, second],
        ]),
      ]),
    dispose() {
      disposeMoments();
      arena.dispose();
    },
  };
}

function savedTensor(saved: NamedTensors, name: string, shape: readonly number[]): NamedTensor {
  const tensor = saved.get(name);
  if (tensor === undefined) throw new Refused(`the checkpoint lacks a parameter: ${name}`);
  if (tensor.shape.join() !== shape.join()) {
    throw new Refused(`the checkpoint has ${name} in another shape than [${shape.join()}]: [${tensor.shape.join()}]`);
  }
  return tensor;
}

/** All reads are under way at once: one round trip to a GPU, not one a parameter. */
async function readAll(variables: readonly (readonly [string, tf.Variable])[]): Promise<NamedTensors> {
  const entries = variables.map(async ([name, variable]): Promise<[string, NamedTensor]> => {
    const data = new Float32Array(await variable.data());
    if (!data.every(Number.isFinite)) throw new Diverged(`a parameter is no longer finite: ${name}`);
    return [name, { shape: variable.shape, data }];
  });
  return new Map(await Promise.all(entries));
}
