/**
 * Milliseconds of a training step on wasm in Node, and the kernels it spends them in.
 *
 *   npx tsx test/bench/training-step.ts [pretraining | transfer | distillation] [steps]
 *
 * Teacher: 4 layers, hidden 128, 4 heads, feed-forward 512, vocabulary 1500. Student: 4 layers, hidden 128, bottleneck
 * 32, 4 heads, 4 feed-forward networks of 128. Batches of 16 × 48. Transfer is the last layer's stage.
 */
import "../tools/tfjs-in-node.ts";
import type { NamedTensors } from "../../src/base/tensors.ts";
import type { TeacherCache, Training } from "../../src/distill/port.ts";
import { createLessons } from "../distill/lessons.ts";

const tf = await import("../../src/engine/tf.ts");
const { startBackend } = await import("../tools/node-backend.ts");
const { createBert } = await import("../../src/model/bert.ts");
const { createMobileBert } = await import("../../src/model/mobilebert.ts");
const { toTensors } = await import("../../src/model/parameters.ts");
const { createDistillation } = await import("../../src/distill/training.ts");
const { createPretraining } = await import("../../src/distill/pretraining.ts");
const { defaultRequirements } = await import("../../src/study/requirements.ts");

const [subject = "pretraining", count = "8"] = process.argv.slice(2);
const steps = Number(count);
const now = () => performance.now();
const size = { vocabSize: 1500, maxPositionEmbeddings: 48, typeVocabSize: 2, numHiddenLayers: 4, hiddenSize: 128, numAttentionHeads: 4 };
const lessons = createLessons(size.vocabSize, 16, 48, 8);
/** Few batches, so that after as many steps the teacher's outputs come from the cache. */
const batches = { count: 3, batch: (index: number) => lessons.batch(index % 3) };
const teacher = createBert({ ...size, modelType: "bert", intermediateSize: 512, hiddenAct: "gelu", layerNormEps: 1e-12 });

const pretraining = async () =>
  createPretraining({
    network: teacher,
    batches,
    schedule: { steps: 1000, learningRate: 1e-3, warmupShare: 0.1, weightDecay: 0.01, tasks: ["mlm", "nsp"] },
    seed: 1,
    checkpoint: null,
    now,
  });

/** @param skipped steps that are passed by starting from a checkpoint there */
async function distillation(transferSteps: number, distillationSteps: number, skipped: number): Promise<Training> {
  const architecture = { numHiddenLayers: 4, hiddenSize: 128, intraBottleneckSize: 32, numAttentionHeads: 4, intermediateSize: 128, numFeedforwardNetworks: 4 };
  const { template } = defaultRequirements;
  const student = createMobileBert({
    ...size,
    ...architecture,
    ...template,
    modelType: "mobilebert",
    normalizationType: template.normalization,
    hiddenAct: template.activation,
    layerNormEps: 1e-12,
    classifierActivation: false,
  });
  const schedule = { ...defaultRequirements.schedule, transferStepsPerLayer: transferSteps, distillationSteps };
  const tensors: NamedTensors = student.initialise(2);
  return createDistillation({
    recipe: { architecture, template, schedule, kind: "regular", tasks: ["mlm", "nsp"], seed: 1 },
    student,
    teacher: { network: teacher, parameters: toTensors(teacher.initialise(1)) },
    batches,
    cache: cacheInMemory(),
    cacheKey: "bench",
    initial: tensors,
    checkpoint: skipped === 0 ? null : { step: skipped, tensors },
    now,
  });
}

function cacheInMemory(): TeacherCache {
  const entries = new Map<string, ArrayBuffer>();
  return {
    read: async (key) => entries.get(key)?.slice(0),
    write: async (key, bytes) => Boolean(entries.set(key, bytes)),
  };
}

const subjects: Readonly<Record<string, () => Promise<Training>>> = {
  pretraining,
  transfer: () => distillation(1000, 0, 3000),
  distillation: () => distillation(0, 1000, 0),
};

/** Runs `steps` steps: the least milliseconds of one, and the mean of the processor's (other processes left out). */
async function timed(training: Training) {
  let leastMs = Infinity;
  const before = process.cpuUsage();
  for (let step = 0; step < steps; step++) leastMs = Math.min(leastMs, (await training.advance(0)).elapsedMs);
  const { user, system } = process.cpuUsage(before);
  return `least ${leastMs.toFixed(1)} ms, processor ${((user + system) / 1000 / steps).toFixed(1)} ms a step`;
}

/** Wraps every wasm kernel with a clock; kernels run to their end before they return. */
function clockKernels() {
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

await startBackend("wasm");
const make = subjects[subject];
if (make === undefined) throw new Error(`no such subject: "${subject}" (expected ${Object.keys(subjects).join(" or ")})`);
const training = await make();
for (let step = 0; step < batches.count; step++) await training.advance(0);
console.log(`${subject}: ${await timed(training)}`);
const totals = clockKernels();
console.log(`clocked: ${await timed(training)}`);
training.dispose();
const rows = [...totals].filter(([, { calls }]) => calls > 0).sort(([, a], [, b]) => b.ms - a.ms);
const sum = (pick: (total: { calls: number; ms: number }) => number) => rows.reduce((all, [, total]) => all + pick(total), 0) / steps;
console.log(`kernels: ${sum(({ ms }) => ms).toFixed(1)} ms in ${sum(({ calls }) => calls)} calls a step`);
for (const [name, { calls, ms }] of rows.slice(0, 16)) {
  console.log(`${name.padEnd(22)} ${(ms / steps).toFixed(2).padStart(8)} ms ${String(calls / steps).padStart(6)} calls`);
}
