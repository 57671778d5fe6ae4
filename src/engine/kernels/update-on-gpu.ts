/**
 * The update of update-rule.ts (notation there) in place on WebGPU, over all parameters at once.
 *
 * Parameters and moments lie side by side in pages (arena.ts), and so do gradients, in G: most are written there by the
 * kernels that compute them (gradient-homes.ts). Per step:
 *   gather     the others copied into G, seven a dispatch: sums of several gradients, and those not of whole vec4
 *   squares    partial sums of g² a chunk
 *   clip       s, from all partial sums
 *   step       m, v and u of a chunk; w where there is no trust ratio, else partial sums of w² and u²
 *   rate       η r of each parameter with a trust ratio
 *   apply      w ← w − η r u for these; u is computed again, which is cheaper than keeping it
 * AdamW ends after `step`.
 *
 * A workgroup of 64 takes a chunk of 2048 numbers of one parameter, 32 an invocation: enough that its sum (three
 * barriers) costs little beside its reads, and few enough that a million numbers make 500 workgroups. It is no wider
 * because most parameters are biases and norms of 32 … 512 numbers. Pages are read as vec4, sixteen bytes an invocation
 * and neighbours side by side, and so is a gradient whose size is a multiple of four. The zero gaps behind parameters
 * round them up to whole vec4: they stay zero and add nothing. Sums have a fixed order, so equal inputs give equal bits.
 */
import { alignedBytes, bytesPerNumber, scratchTensor, tensorAt, windowOf, type Window } from "../arena.ts";
import { withGradientHomes } from "../gradient-homes.ts";
import * as tf from "../tf.ts";
import { type GpuProgram, runGpuProgram } from "./gpu-program.ts";
import { createTable, type Table } from "./update-table.ts";
import { applyCode, chunk, clipCode, gatherCode, rateCode, squaresCode, stepAndNormsCode, stepCode } from "./update-programs.ts";
import type { Gradients, Updater, UpdateRule, UpdateSlot } from "./update-rule.ts";

/** Gradients that one dispatch gathers: with its output it binds eight buffers, WebGPU's default limit. */
const gatheredAtOnce = 7;
const bytesPerQuad = 4 * bytesPerNumber;

/** A parameter with where its tensors lie. */
interface Place {
  readonly name: string;
  readonly slot: UpdateSlot;
  readonly w: Window;
  readonly m: Window;
  readonly v: Window;
}

/** Parameters whose tensors lie in the same three pages, in the order of their moments. */
interface Batch {
  readonly places: readonly Place[];
  /** Where m's part of its page begins, so where G begins. */
  readonly start: number;
  /** Parts of the pages, from the first of the parameters to the end of the last. */
  readonly parameters: tf.Tensor;
  readonly first: tf.Tensor;
  readonly second: tf.Tensor;
  /** Of the parameters that have gradients; known after the first step. */
  readonly tables: Map<string, Table>;
}

/** What a batch is in one step. */
interface Step {
  readonly batch: Batch;
  readonly G: ReturnType<typeof scratchTensor>;
}

/** Whether the update can run here: all parameters and moments are windows, as in arenas on WebGPU. */
export function liesInPages(slots: Iterable<UpdateSlot>): boolean {
  return [...slots].every((slot) => [slot.parameter, slot.firstMoment, slot.secondMoment].every((tensor) => windowOf(tensor) !== undefined));
}

export function createGpuUpdater(slots: ReadonlyMap<string, UpdateSlot>, rule: UpdateRule): Updater {
  const batches = inSamePages([...slots].map(placeOf)).map(createBatch);
  return {
    step(compute, controls) {
      const steps = batches.map((batch) => ({ batch, G: scratchTensor(batch.first.size) }));
      const computed = withGradientHomes(new Map(steps.flatMap(homesIn)), compute);
      const known = [...computed.gradients.keys()].filter((name) => slots.has(name));
      if (known.length < computed.gradients.size) throw new Error("a gradient has no parameter or moments");
      tf.tidy(() => updateAll(steps, computed.gradients, controls, rule));
      tf.dispose(steps.map(({ G }) => G.tensor));
      return computed;
    },
    dispose() {
      for (const { parameters, first, second, tables } of batches) {
        tf.dispose([parameters, first, second]);
        for (const table of tables.values()) table.dispose();
      }
    },
  };
}

function placeOf([name, slot]: readonly [string, UpdateSlot]): Place {
  const [w, m, v] = [slot.parameter, slot.firstMoment, slot.secondMoment].map((tensor) => windowOf(tensor));
  if (!w || !m || !v) throw new Error(`a parameter or a moment does not lie in a page: ${name}`);
  return { name, slot, w, m, v };
}
/** Splits a list before every element that does not go with the group so far. */
function grouped<T>(list: readonly T[], goesWith: (element: T, group: readonly [T, ...T[]]) => boolean): [T, ...T[]][] {
  const groups: [T, ...T[]][] = [];
  for (const element of list) {
    const group = groups.at(-1);
    if (group !== undefined && goesWith(element, group)) group.push(element);
    else groups.push([element]);
  }
  return groups;
}

const inSamePages = (places: readonly Place[]) =>
  grouped(places, ({ w, m, v }, [first]) => w.buffer === first.w.buffer && m.buffer === first.m.buffer && v.buffer === first.v.buffer);

const endOf = ({ offset, size }: Window): number => offset + alignedBytes(size / bytesPerNumber);

/** The least part of a page that holds all windows. */
function spanOf([first, ...others]: readonly [Window, ...Window[]]): Window {
  let [offset, end] = [first.offset, endOf(first)];
  for (const window of others) [offset, end] = [Math.min(offset, window.offset), Math.max(end, endOf(window))];
  return { buffer: first.buffer, offset, size: end - offset };
}

function createBatch(places: readonly [Place, ...Place[]]): Batch {
  const [place, ...others] = places;
  const span = (pick: (place: Place) => Window) => spanOf([pick(place), ...others.map(pick)]);
  const [w, m, v] = [span((at) => at.w), span((at) => at.m), span((at) => at.v)];
  const page = (window: Window) => tf.keep(tensorAt(window, [window.size / bytesPerNumber]));
  return { places, start: m.offset, parameters: page(w), first: page(m), second: page(v), tables: new Map() };
}

function tableOf({ places, parameters, start, tables }: Batch, gradients: Gradients): Table {
  const graded = places.filter(({ name }) => gradients.has(name));
  const key = graded.map(({ name }) => name).join("\n");
  const known = tables.get(key);
  if (known !== undefined) return known;
  const parametersStart = windowOf(parameters)?.offset ?? 0;
  const table = createTable(
    graded.map(({ slot, w, m }) => ({
      slot,
      parameterAt: (w.offset - parametersStart) / bytesPerNumber,
      momentsAt: (m.offset - start) / bytesPerNumber,
    })),
  );
  tables.set(key, table);
  return table;
}

const homeOf = ({ batch, G }: Step, { m }: Place): Window => ({ ...m, buffer: G.window.buffer, offset: m.offset - batch.start });

/** Only whole vec4: behind others, shaders read numbers that nobody would set. */
const homesIn = (step: Step) =>
  step.batch.places.filter(({ slot }) => slot.parameter.size % 4 === 0).map((place) => [place.slot.parameter, homeOf(step, place)] as const);

/** Runs a program whose first output is new; it belongs to the tidy around it. */
function run(program: GpuProgram): tf.Tensor {
  const [output] = runGpuProgram(tf.backend(), program);
  if (output === undefined) throw new Error(`the program has no output: ${program.name}`);
  return tf.engine().makeTensorFromTensorInfo(output);
}

function updateAll(steps: readonly Step[], gradients: Gradients, controls: tf.Tensor, rule: UpdateRule): void {
  const graded = steps.map((step) => ({ ...step, table: tableOf(step.batch, gradients) })).filter(({ table }) => table.chunks > 0);
  for (const step of graded) gather(step, gradients);
  const scale = run({
    name: "clip",
    inputs: [{ name: "partialSums", tensor: sumsOfSquares(graded) }],
    outputs: [{ name: "scale", shape: [1] }],
    code: clipCode(rule),
    workgroups: [1],
  });
  for (const { batch, G, table } of graded) step(batch, table, G.tensor, scale, controls, rule);
}

/** Copies those gradients that are not at home yet. */
function gather(step: Step, gradients: Gradients): void {
  const away = step.batch.places.flatMap((place) => {
    const tensor = gradients.get(place.name);
    const home = homeOf(step, place);
    if (tensor === undefined || isAt(tensor, home)) return [];
    return [{ tensor, components: tensor.size % 4 === 0 ? 4 : 1, start: home.offset / bytesPerQuad } as const];
  });
  for (const group of grouped(away, (_, others) => others.length < gatheredAtOnce)) {
    runGpuProgram(tf.backend(), {
      name: "gather",
      inputs: group.map(({ tensor, components }, i) => ({ name: `gradient${i}`, tensor, components })),
      outputs: [{ name: "gathered", shape: [], components: 4, into: step.G.tensor }],
      code: gatherCode(group),
      workgroups: [group.reduce((sum, { tensor }) => sum + Math.ceil(tensor.size / chunk), 0)],
    });
  }
}

function isAt(tensor: tf.Tensor, home: Window): boolean {
  const window = windowOf(tensor);
  return window?.buffer === home.buffer && window.offset === home.offset;
}

/** Of all chunks, those of a batch after another. */
function sumsOfSquares(steps: readonly (Step & { readonly table: Table })[]): tf.Tensor {
  const sizes = steps.map(({ table }) => alignedBytes(table.chunks));
  const sums = scratchTensor(sizes.reduce((sum, size) => sum + size, 0) / bytesPerNumber);
  let offset = 0;
  for (const [i, { G, table }] of steps.entries()) {
    const size = sizes[i] ?? 0;
    runGpuProgram(tf.backend(), {
      name: "squares",
      inputs: [{ name: "gradients", tensor: G.tensor, components: 4 }, { name: "table", tensor: table.tensor }],
      outputs: [{ name: "partialSums", shape: [], into: tensorAt({ ...sums.window, offset, size }, [size / bytesPerNumber]) }],
      code: squaresCode,
      workgroups: [table.chunks],
    });
    offset += size;
  }
  return sums.tensor;
}

function step({ parameters, first, second }: Batch, table: Table, G: tf.Tensor, scale: tf.Tensor, controls: tf.Tensor, rule: UpdateRule): void {
  const inPlace = (name: string, into: tf.Tensor) => ({ name, into, shape: into.shape, components: 4 }) as const;
  const vectors = (name: string, tensor: tf.Tensor) => ({ name, tensor, components: 4 }) as const;
  const common = [{ name: "controls", tensor: controls }, { name: "table", tensor: table.tensor }];
  const inputs = [vectors("gradients", G), { name: "scale", tensor: scale }, ...common];
  const stepped = [inPlace("parameters", parameters), inPlace("first", first), inPlace("second", second)];
  if (table.trusted === 0) {
    runGpuProgram(tf.backend(), { name: "step", inputs, outputs: stepped, code: stepCode(rule), workgroups: [table.chunks] });
    return;
  }
  const norms = run({
    name: "stepAndNorms",
    inputs,
    outputs: [{ name: "norms", shape: [2 * table.trustedChunks] }, ...stepped],
    code: stepAndNormsCode(rule),
    workgroups: [table.chunks],
  });
  const rates = run({
    name: "rate",
    inputs: [{ name: "norms", tensor: norms }, ...common],
    outputs: [{ name: "rates", shape: [table.trusted] }],
    code: rateCode,
    workgroups: [table.trusted],
  });
  runGpuProgram(tf.backend(), {
    name: "apply",
    inputs: [vectors("first", first), vectors("second", second), { name: "rates", tensor: rates }, ...common],
    outputs: [inPlace("parameters", parameters)],
    code: applyCode(rule),
    workgroups: [table.trustedChunks],
  });
}
