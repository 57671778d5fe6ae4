/**
 * The update of update-rule.ts (notation there) in place on WebGPU, over all parameters at once.
 *
 * Parameters and moments lie side by side in pages (arena.ts), gradients each in a buffer of their own. Per step:
 *   gather     six gradients a dispatch, copied side by side into G; partial sums of g² a chunk
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
import * as tf from "../tf.ts";
import { type GpuProgram, runGpuProgram } from "./gpu-program.ts";
import { createTable, type Table } from "./update-table.ts";
import { applyCode, chunk, clipCode, gatherCode, rateCode, stepAndNormsCode, stepCode } from "./update-programs.ts";
import type { Updater, UpdateRule, UpdateSlot } from "./update-rule.ts";

/** Gradients that one dispatch gathers: with its two outputs it binds eight buffers, WebGPU's default limit. */
const gatheredAtOnce = 6;

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
  readonly table: Table;
}

/** Whether the update can run here: all parameters and moments are windows, as in arenas on WebGPU. */
export function liesInPages(slots: Iterable<UpdateSlot>): boolean {
  return [...slots].every((slot) => [slot.parameter, slot.firstMoment, slot.secondMoment].every((tensor) => windowOf(tensor) !== undefined));
}

export function createGpuUpdater(slots: ReadonlyMap<string, UpdateSlot>, rule: UpdateRule): Updater {
  // By the names that have gradients: they are the same at every step.
  const plans = new Map<string, readonly Batch[]>();
  function planFor(names: readonly string[]): readonly Batch[] {
    const key = names.join("\n");
    let plan = plans.get(key);
    if (plan === undefined) plans.set(key, (plan = inSamePages(names.map((name) => placeOf(name, slots))).map(createBatch)));
    return plan;
  }
  return {
    step(gradients, controls) {
      const names = [...slots.keys()].filter((name) => gradients.has(name));
      if (names.length < gradients.size) throw new Error("a gradient has no parameter or moments");
      const plan = planFor(names);
      tf.tidy(() => updateAll(plan, gradients, controls, rule));
    },
    dispose() {
      for (const { parameters, first, second, table } of [...plans.values()].flat()) {
        tf.dispose([parameters, first, second]);
        table.dispose();
      }
      plans.clear();
    },
  };
}

function placeOf(name: string, slots: ReadonlyMap<string, UpdateSlot>): Place {
  const slot = slots.get(name);
  const [w, m, v] = [slot?.parameter, slot?.firstMoment, slot?.secondMoment].map((tensor) => tensor && windowOf(tensor));
  if (!slot || !w || !m || !v) throw new Error(`a parameter or a moment does not lie in a page: ${name}`);
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
  const records = places.map((at) => ({
    slot: at.slot,
    parameterAt: (at.w.offset - w.offset) / bytesPerNumber,
    momentsAt: (at.m.offset - m.offset) / bytesPerNumber,
  }));
  return { places, start: m.offset, parameters: page(w), first: page(m), second: page(v), table: createTable(records) };
}

/** Runs a program whose first output is new; it belongs to the tidy around it. */
function run(program: GpuProgram): tf.Tensor {
  const [output] = runGpuProgram(tf.backend(), program);
  if (output === undefined) throw new Error(`the program has no output: ${program.name}`);
  return tf.engine().makeTensorFromTensorInfo(output);
}

function updateAll(plan: readonly Batch[], gradients: ReadonlyMap<string, tf.Tensor>, controls: tf.Tensor, rule: UpdateRule): void {
  const { gathered, partialSums } = gather(plan, gradients);
  const scale = run({
    name: "clip",
    inputs: [{ name: "partialSums", tensor: partialSums }],
    outputs: [{ name: "scale", shape: [1] }],
    code: clipCode(rule),
    workgroups: [1],
  });
  for (const [i, batch] of plan.entries()) {
    const G = gathered[i];
    if (G !== undefined) step(batch, G, scale, controls, rule);
  }
}

/** @returns the gradients side by side, a tensor a batch, and sums of their squares */
function gather(plan: readonly Batch[], gradients: ReadonlyMap<string, tf.Tensor>) {
  const groups = plan.map(({ places }) =>
    grouped(places, ({ m }, group) => group.length < gatheredAtOnce && m.offset === Math.max(...group.map((other) => endOf(other.m)))),
  );
  const chunksOf = (group: readonly Place[]) => group.reduce((sum, { slot }) => sum + Math.ceil(slot.parameter.size / chunk), 0);
  const sumsBytes = groups.flat().reduce((sum, group) => sum + alignedBytes(chunksOf(group)), 0);
  const sums = scratchTensor(sumsBytes / bytesPerNumber);
  let sumsAt = 0;
  const gathered = plan.map((batch, i) => {
    const G = scratchTensor(batch.first.size);
    for (const group of groups[i] ?? []) {
      const chunks = chunksOf(group);
      const { offset, size } = spanOf([group[0].m, ...group.map(({ m }) => m)]);
      const part = (window: Window) => tensorAt(window, [window.size / bytesPerNumber]);
      const inputs = group.map(({ name }, which) => {
        const tensor = gradientOf(gradients, name);
        return { name: `gradient${which}`, tensor, components: tensor.size % 4 === 0 ? 4 : 1 } as const;
      });
      runGpuProgram(tf.backend(), {
        name: "gather",
        inputs,
        outputs: [
          { name: "gathered", shape: [], components: 4, into: part({ buffer: G.window.buffer, offset: offset - batch.start, size }) },
          { name: "partialSums", shape: [], into: part({ buffer: sums.window.buffer, offset: sumsAt, size: alignedBytes(chunks) }) },
        ],
        code: gatherCode(inputs.map(({ components }) => components)),
        workgroups: [chunks],
      });
      sumsAt += alignedBytes(chunks);
    }
    return G.tensor;
  });
  return { gathered, partialSums: sums.tensor };
}

function gradientOf(gradients: ReadonlyMap<string, tf.Tensor>, name: string): tf.Tensor {
  const gradient = gradients.get(name);
  if (gradient === undefined) throw new Error(`no gradient of the parameter: ${name}`);
  return gradient;
}

function step({ parameters, first, second, table }: Batch, G: tf.Tensor, scale: tf.Tensor, controls: tf.Tensor, rule: UpdateRule): void {
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
