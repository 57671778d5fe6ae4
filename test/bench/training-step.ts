/**
 * Milliseconds of a training step on wasm in Node, and the kernels it spends them in.
 *
 *   npx tsx test/bench/training-step.ts [pretraining] [steps]
 */
import "../tools/tfjs-in-node.ts";
import type { Training } from "../../src/distill/port.ts";
import { createLessons } from "../distill/lessons.ts";

const tf = await import("../../src/engine/tf.ts");
const { registerKernels } = await import("../../src/engine/kernels/index.ts");
const { createBert } = await import("../../src/model/bert.ts");
const { createPretraining } = await import("../../src/distill/pretraining.ts");

const [subject = "pretraining", count = "8"] = process.argv.slice(2);
const now = () => performance.now();
const batches = createLessons(1500, 16, 48, 8);
const teacher = createBert({
  modelType: "bert",
  vocabSize: 1500,
  maxPositionEmbeddings: 48,
  typeVocabSize: 2,
  numHiddenLayers: 4,
  hiddenSize: 128,
  numAttentionHeads: 4,
  intermediateSize: 512,
  hiddenAct: "gelu",
  layerNormEps: 1e-12,
});

const subjects: Readonly<Record<string, (steps: number) => Training>> = {
  pretraining: (steps) =>
    createPretraining({
      network: teacher,
      batches,
      schedule: { steps, learningRate: 1e-3, warmupShare: 0.1, weightDecay: 0.01, tasks: ["mlm", "nsp"] },
      seed: 1,
      checkpoint: null,
      now,
    }),
};

/** Runs `steps` steps and returns the median of each step's milliseconds. */
async function medianStepMs(training: Training, steps: number): Promise<number> {
  const times: number[] = [];
  for (let step = 0; step < steps; step++) times.push((await training.advance(0)).elapsedMs);
  return times.sort((a, b) => a - b)[Math.floor(steps / 2)] ?? 0;
}

/** Wraps every wasm kernel with a clock; kernels run to their end before they return. */
function clockKernels(): ReadonlyMap<string, { calls: number; ms: number }> {
  const totals = new Map<string, { calls: number; ms: number }>();
  for (const config of tf.getKernelsForBackend("wasm")) {
    const total = { calls: 0, ms: 0 };
    totals.set(config.kernelName, total);
    tf.unregisterKernel(config.kernelName, "wasm");
    tf.registerKernel({
      ...config,
      kernelFunc: (params) => {
        const started = now();
        const result = config.kernelFunc(params);
        total.ms += now() - started;
        total.calls++;
        return result;
      },
    });
  }
  return totals;
}

const { setWasmPaths } = await import("@tensorflow/tfjs-backend-wasm");
setWasmPaths(new URL("../../node_modules/@tensorflow/tfjs-backend-wasm/dist/", import.meta.url).pathname);
registerKernels("wasm");
await tf.setBackend("wasm");
const make = subjects[subject];
if (make === undefined) throw new Error(`no such subject: "${subject}" (expected ${Object.keys(subjects).join(" or ")})`);
const steps = Number(count);
const training = make(1000);
await training.advance(0);
console.log(`${subject}: ${(await medianStepMs(training, steps)).toFixed(1)} ms a step (median of ${steps})`);
const totals = clockKernels();
const profiled = await medianStepMs(training, steps);
training.dispose();
const rows = [...totals].filter(([, { calls }]) => calls > 0).sort(([, a], [, b]) => b.ms - a.ms);
const kernelMs = rows.reduce((sum, [, { ms }]) => sum + ms, 0) / steps;
const calls = rows.reduce((sum, [, { calls }]) => sum + calls, 0) / steps;
console.log(`clocked: ${profiled.toFixed(1)} ms a step, ${kernelMs.toFixed(1)} ms in ${calls} kernel calls`);
for (const [name, { calls, ms }] of rows.slice(0, 16)) {
  console.log(`${name.padEnd(22)} ${(ms / steps).toFixed(2).padStart(8)} ms ${String(calls / steps).padStart(6)} calls`);
}
