/** Everything that owns the GPU, in one worker: composes engine, data, networks, distillation and evaluation. */
import type { Diverged, Lost } from "../base/errors.ts";
import { createTokenizer, type Tokenizer } from "../data/tokenizer.ts";
import type { TeacherCache, Training } from "../distill/port.ts";
import type { Teacher } from "../distill/targets.ts";
import { createDistillation } from "../distill/training.ts";
import { openBackend, type Environment } from "../engine/backend.ts";
import { onLost, onOutOfMemory } from "../engine/device-loss.ts";
import { engineLimits } from "../engine/limits.ts";
import { engineMemory } from "../engine/memory.ts";
import type { Locks } from "../evaluate/exclusive.ts";
import type { Surroundings } from "../evaluate/latency.ts";
import { measureStudent } from "../evaluate/measure.ts";
import type { OnnxRuntimeFiles } from "../evaluate/onnx-runtime.ts";
import { readTokenizer } from "../formats/hugging-face.ts";
import { inheritFromTeacher } from "../model/inherit.ts";
import { mobileBertConfig } from "../model/mobilebert-config.ts";
import { createMobileBert } from "../model/mobilebert.ts";
import type { Network } from "../model/network.ts";
import { disposeParameters, toTensors } from "../model/parameters.ts";
import type { Architecture } from "../study/architecture.ts";
import type { Device } from "../study/device.ts";
import type { Requirements } from "../study/requirements.ts";
import type { Vocabulary } from "../study/templates/template.ts";
import { benchmarkNetwork } from "./benchmark.ts";
import { checkServing } from "./check-serving.ts";
import type { FineTuningBench, Pretrained } from "./downstream/fine-tuning-bench.ts";
import type { Material, Workbench } from "./port.ts";
import { inspectTeacher, readTeacher } from "./read-teacher.ts";
import { heldoutBatches, trainingBatches } from "./study-batches.ts";
import { measureTeacher, trainTeacher } from "./teacher-training.ts";

/** What a workbench needs of the realm it runs in. */
export interface WorkbenchPorts extends Omit<Surroundings, "visible"> {
  readonly environment: Environment;
  readonly locks: Locks | undefined;
  /** Where onnxruntime-web's WebAssembly lies. */
  readonly onnxRuntimeFiles: OnnxRuntimeFiles | null;
  openCache(): Promise<TeacherCache>;
}

/** A study's teacher and text, as the device holds them. */
interface Prepared {
  readonly requirements: Requirements;
  readonly material: Material;
  readonly teacher: Teacher;
  readonly teacherTensors: Parameters<typeof inheritFromTeacher>[0]["tensors"];
  readonly tokenizer: Tokenizer;
  readonly vocabulary: Vocabulary;
}

/** The student or the teacher that is being trained. */
type Job =
  | { readonly kind: "student"; readonly training: Training; readonly network: Network; readonly architecture: Architecture }
  | { readonly kind: "teacher"; readonly training: Training; evaluate(): ReturnType<typeof measureTeacher> };

/** Milliseconds that timing one network may take: enough to warm up and for twenty pairs of a small student, short enough to wait. */
const timingBudgetMs = 6000;

export function createWorkbench(ports: WorkbenchPorts): Workbench {
  let prepared: Prepared | null = null;
  let job: Job | null = null;
  let broken: Lost | Diverged | null = null;
  let opened: Device | null = null;
  let visible = true;
  let teacherRunsLive = false;
  let tuning: Promise<FineTuningBench> | null = null;

  const now = () => ports.clock.now();
  const surroundings: Surroundings = { clock: ports.clock, pause: (ms) => ports.pause(ms), visible: () => visible };
  const timing = (sessionReferenceMs: number | null, seed: number) => ({
    ...surroundings,
    locks: ports.locks,
    sessionReferenceMs,
    budgetMs: timingBudgetMs,
    seed,
  });

  const present = <T>(value: T | null, before: string): T => {
    if (broken) throw broken;
    if (value === null) throw new Error(`${before} has to be called first`);
    return value;
  };

  function studentNetwork(architecture: Architecture, { requirements, vocabulary }: Prepared): Network {
    return createMobileBert(mobileBertConfig(architecture, requirements.template, vocabulary));
  }

  /** The student in training, as far as it is trained. */
  async function pretrainedStudent(): Promise<Pretrained> {
    const { requirements, vocabulary } = present(prepared, "prepare");
    const current = present(job, "begin");
    if (current.kind !== "student") throw new Error("a teacher is being trained here, not a student");
    return { config: mobileBertConfig(current.architecture, requirements.template, vocabulary), tensors: await current.training.student() };
  }

  // Most studies have no downstream tasks.
  const fineTuning = () => (tuning ??= import("./downstream/fine-tuning-bench.ts").then((code) => code.createFineTuningBench(pretrainedStudent, now)));

  return {
    async device(wanted) {
      opened ??= await open(wanted);
      return opened;
    },

    async limits(wantedBytes) {
      present(opened, "device");
      return engineLimits(ports.environment.memoryBytes, wantedBytes);
    },

    inspectTeacher: async (files) => inspectTeacher(files),

    async prepare(requirements, material) {
      await checkServing(requirements, ports.environment.gpu);
      const { config, network, tensors, tokenizer } = readTeacher(material.teacherFiles);
      const { vocabSize, maxPositionEmbeddings } = config;
      const teacher = { network, parameters: toTensors(tensors) };
      const vocabulary = { vocabSize, maxPositionEmbeddings };
      prepared = { requirements, material, teacher, teacherTensors: tensors, tokenizer, vocabulary };
    },

    async begin(recipe, checkpoint) {
      const study = present(prepared, "prepare");
      const { requirements, material, teacher, teacherTensors, tokenizer } = study;
      const network = studentNetwork(recipe.architecture, study);
      const training = await createDistillation({
        recipe,
        student: network,
        teacher,
        batches: trainingBatches(requirements, material.training, tokenizer),
        cache: await openCache(),
        cacheKey: material.cacheKey,
        initial: inheritFromTeacher({ student: network, teacher: teacher.network, tensors: teacherTensors, seed: recipe.seed }),
        checkpoint,
        now,
      });
      job?.training.dispose();
      job = { kind: "student", training, network, architecture: recipe.architecture };
    },

    async beginPretraining(options, { training: text, heldout, special }, checkpoint) {
      const tokenizer = { vocabSize: options.vocabSize, special };
      const training = trainTeacher(options, text, tokenizer, checkpoint, now);
      job?.training.dispose();
      job = { kind: "teacher", training, evaluate: () => measureTeacher(options, training, heldout, tokenizer) };
    },

    async advance(budgetMs) {
      const progress = await present(job, "begin").training.advance(budgetMs);
      if (broken) throw broken;
      return progress;
    },
    checkpoint: () => present(job, "begin").training.checkpoint(),
    student: () => present(job, "begin").training.student(),

    async evaluate(sessionReferenceMs, servingReferencesMs) {
      const study = present(prepared, "prepare");
      const current = present(job, "begin");
      if (current.kind !== "student") throw new Error("a teacher is being trained here, not a student");
      const { requirements, material, tokenizer, vocabulary } = study;
      const { network, architecture } = current;
      const parameters = toTensors(await current.training.student());
      try {
        const heldout = heldoutBatches(requirements, material.heldout, tokenizer);
        const { onnxRuntimeFiles } = ports;
        const student = { network, parameters, architecture, vocabulary, requirements, heldout, onnxRuntimeFiles, servingReferencesMs };
        return await measureStudent({ ...student, ...timing(sessionReferenceMs, requirements.seed) });
      } finally {
        disposeParameters(parameters);
      }
    },
    async evaluatePretraining() {
      const current = present(job, "beginPretraining");
      if (current.kind !== "teacher") throw new Error("a student is being trained here, not a teacher");
      return current.evaluate();
    },

    async onnxAccuracy(requirements, { teacherFiles, heldout }, model) {
      const { measureOnnxAccuracy } = await import("../evaluate/onnx-accuracy.ts");
      const tokenizer = createTokenizer(readTokenizer(teacherFiles));
      const batches = heldoutBatches(requirements, heldout, tokenizer);
      return measureOnnxAccuracy({ model, batches, batchCount: batches.count, tasks: requirements.tasks, files: ports.onnxRuntimeFiles });
    },
    prepareTask: async (task) => (await fineTuning()).prepareTask(task),
    beginFineTuning: async (subject, settings, place) => (await fineTuning()).beginFineTuning(subject, settings, place),
    advanceFineTuning: async (budgetMs) => (await fineTuning()).advanceFineTuning(budgetMs),
    fineTuned: async () => (await fineTuning()).fineTuned(),
    benchmark: (subject, target, sessionReferenceMs) =>
      benchmarkNetwork(subject, target, present(opened, "device"), timing(sessionReferenceMs, 1)),
    async memory() {
      return { ...engineMemory(), teacherRunsLive };
    },
    async visibility(shown) {
      visible = shown;
    },
  };

  /** The cache, and a memory of whether something found no room there. */
  async function openCache(): Promise<TeacherCache> {
    const cache = await ports.openCache();
    return {
      read: (key) => cache.read(key),
      async write(key, bytes) {
        const kept = await cache.write(key, bytes);
        teacherRunsLive ||= !kept;
        return kept;
      },
    };
  }

  async function open(wanted: Requirements["target"]["backend"]): Promise<Device> {
    const device = await openBackend(wanted, ports.environment);
    const breaks = (problem: Lost | Diverged) => {
      broken ??= problem;
    };
    onLost(breaks);
    onOutOfMemory(breaks);
    return device;
  }
}
