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
import { batchesOf, type Batch, type PlacedSlot } from "./update-batch.ts";
import { applyCode, chunk, clipCode, gatherCode, rateCode, squaresCode, stepAndNormsCode, stepCode } from "./update-programs.ts";
import type { Gradients, Updater, UpdateRule, UpdateSlot } from "./update-rule.ts";
import type { Table } from "./update-table.ts";

/** Gradients that one dispatch gathers: with its output it binds eight buffers, WebGPU's default limit. */
const gatheredAtOnce = 7;
const bytesPerQuad = 4 * bytesPerNumber;

/** What a batch is in one step. */
interface Step {
  readonly batch: Batch;
  readonly G: ReturnType<typeof scratchTensor>;
}

export function createGpuUpdater(slots: ReadonlyMap<string, UpdateSlot>, rule: UpdateRule): Updater {
  const batches = batchesOf(slots);
  return {
    step(compute, controls) {
      const steps = batches.map((batch) => ({ batch, G: scratchTensor(batch.first.size) }));
      const computed = withGradientHomes(new Map(steps.flatMap(homesIn)), compute);
      if ([...computed.gradients.keys()].some((name) => !slots.has(name))) throw new Error("a gradient has no parameter or moments");
      tf.tidy(() => updateAll(steps, computed.gradients, controls, rule));
      tf.dispose(steps.map(({ G }) => G.tensor));
      return computed;
    },
    dispose() {
      for (const batch of batches) batch.dispose();
    },
  };
}

const homeOf = ({ batch, G }: Step, { m }: PlacedSlot): Window => ({ ...m, buffer: G.window.buffer, offset: m.offset - batch.start });

/** Only whole vec4: behind others, shaders read numbers that nobody would set. */
const homesIn = (step: Step) =>
  step.batch.slots.filter(({ slot }) => slot.parameter.size % 4 === 0).map((placed) => [placed.slot.parameter, homeOf(step, placed)] as const);

/** Runs a program whose first output is new; it belongs to the tidy around it. */
function run(program: GpuProgram): tf.Tensor {
  const [output] = runGpuProgram(tf.backend(), program);
  if (output === undefined) throw new Error(`the program has no output: ${program.name}`);
  return tf.engine().makeTensorFromTensorInfo(output);
}

function updateAll(steps: readonly Step[], gradients: Gradients, controls: tf.Tensor, rule: UpdateRule): void {
  const graded = steps.map((step) => ({ ...step, table: step.batch.tableOf(gradients) })).filter(({ table }) => table.chunks > 0);
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
  const away = step.batch.slots.flatMap((placed) => {
    const tensor = gradients.get(placed.name);
    const home = homeOf(step, placed);
    if (tensor === undefined || isAt(tensor, home)) return [];
    return [{ tensor, components: tensor.size % 4 === 0 ? 4 : 1, start: home.offset / bytesPerQuad } as const];
  });
  for (let from = 0; from < away.length; from += gatheredAtOnce) {
    const group = away.slice(from, from + gatheredAtOnce);
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
