import { Refused } from "../base/errors.ts";
import type { HostArray, NamedTensors } from "../base/tensors.ts";
import { type BatchArrays, batchArrays, type EncoderArrays, encoderArrays } from "../data/batch-arrays.ts";
import type { BatchSource } from "../data/batch.ts";
import type { TensorsOf } from "../engine/program.ts";
import * as tf from "../engine/tf.ts";
import type { Network } from "../model/network.ts";
import type { Checkpoint } from "../study/checkpoint.ts";
import { createLoop, type Phase, type Variables } from "./loop.ts";
import { type LayerPair, transferLoss } from "./losses/transfer.ts";
import { averagesHeads, initialProjectors, projectorName, teacherLayerOf } from "./mapping.ts";
import { optimisers } from "./optimisers/index.ts";
import type { Recipe, Stage, TeacherCache, Training } from "./port.ts";
import { transferCurve, warmupAndDecay } from "./schedules.ts";
import { stagesOf, transferMultipliers } from "./stages.ts";
import { createTargets, type Teacher, type TeacherTargets } from "./targets.ts";
import { taskLoss } from "./tasks.ts";

export interface DistillationSettings {
  readonly recipe: Recipe;
  readonly student: Network;
  /** Stays the caller's; must live as long as the training. */
  readonly teacher: Teacher;
  readonly batches: BatchSource;
  readonly cache: TeacherCache;
  /** Names the teacher and the batches; all trials of a study share it. */
  readonly cacheKey: string;
  /** The student's parameters before training, inherited from the teacher or seeded. */
  readonly initial: NamedTensors;
  readonly checkpoint: Checkpoint | null;
  /** Milliseconds. */
  readonly now: () => number;
}

/**
 * Progressive knowledge transfer, layer by layer, then pretraining distillation (MobileBERT, arXiv 2004.02984, section
 * 3.4 and the released code); flash or regular as the recipe says. No dropout. Step t of every stage sees batch t.
 * @throws Refused if the student's vocabulary is not the teacher's, or the checkpoint is another student's
 */
export async function createDistillation(settings: DistillationSettings): Promise<Training> {
  const { recipe, student, teacher, batches, initial } = settings;
  if (student.vocabSize !== teacher.network.vocabSize) {
    throw new Refused(`the student's vocabulary must be the teacher's ${teacher.network.vocabSize}, got ${student.vocabSize}`);
  }
  const stages = stagesOf(recipe);
  const layers = stages.filter(({ kind }) => kind === "transfer").map(({ layer }) => mappedLayer(settings, layer));
  const targets = createTargets({ teacher, batches, cache: settings.cache, cacheKey: settings.cacheKey, layers });
  const parameters = new Map([...initial, ...initialProjectors(student, teacher.network, recipe.seed)]);
  const names = [...parameters.keys()];

  return createLoop({
    phases: stages.map((stage) =>
      stage.kind === "transfer" ? transferPhase(settings, stage, targets, names) : distillationPhase(settings, stage, targets),
    ),
    initial: parameters,
    networkNames: [...student.shapes.keys()],
    optimiser: optimisers[recipe.schedule.optimiser],
    weightDecay: recipe.schedule.weightDecay,
    checkpoint: settings.checkpoint,
    now: settings.now,
  });
}

const mappedLayer = ({ student, teacher }: DistillationSettings, layer: number) =>
  teacherLayerOf(layer, student.layers, teacher.network.layers);

/** A batch, and the teacher layer's output on it: C channels, h heads. */
type TransferInputs = EncoderArrays & {
  readonly teacherFeatures: HostArray<[number, number, number]>; // [B, S, C]
  readonly teacherAttention: HostArray<[number, number, number, number]>; // [B, h, S, S]
};

/** One student layer imitates its teacher layer; the student runs only up to it. */
function transferPhase(
  settings: DistillationSettings,
  stage: Stage,
  targets: TeacherTargets,
  names: readonly string[],
): Phase<TransferInputs> {
  const { batches, recipe, student, teacher } = settings;
  const { hiddenSize: C, heads } = teacher.network;
  const { schedule } = recipe;
  return {
    stage,
    multipliers: transferMultipliers(names, stage.layer),
    learningRate: (step) => schedule.transferLearningRate * transferCurve(step + 1, stage.steps),
    async inputs(step) {
      const target = await targets.layer(mappedLayer(settings, stage.layer), step);
      const batch = batches.batch(step);
      const { batchSize: B, sequenceLength: S } = batch;
      return {
        ...encoderArrays(batch),
        teacherFeatures: { shape: [B, S, C], data: target.features },
        teacherAttention: { shape: [B, heads, S, S], data: target.attention },
      };
    },
    loss: (variables, inputs) => transferLoss(schedule, layerPair(settings, stage.layer, variables, inputs), student.layers),
  };
}

function layerPair(
  { student, teacher }: DistillationSettings,
  layer: number,
  variables: Variables,
  inputs: TensorsOf<TransferInputs>,
): LayerPair {
  const { attentionMask, teacherAttention: attention } = inputs;
  const output = student.encode(variables, inputs, layer + 1);
  const hidden = output.hiddenStates[layer + 1];
  const scores = output.attentionScores[layer];
  if (hidden === undefined || scores === undefined) throw new Error(`the student has no layer ${layer}`);
  const projector = variables.get(projectorName(layer));
  const tokens = tf.expandDims(attentionMask, 2); // [B, S, 1]
  return {
    features: projector === undefined ? hidden : project(hidden, projector), // [B, S, C]
    teacherFeatures: inputs.teacherFeatures,
    scores, // [B, h, S, S]
    teacherAttention: averagesHeads(student, teacher.network) ? tf.mean(attention, 1, true) : attention, // [B, 1 or h, S, S]
    tokenShares: tf.div(tokens, tf.sum(tokens)), // [B, S, 1]
  };
}

/** @param hidden [B, S, P] @param projector [C, P] @returns [B, S, C] */
function project(hidden: tf.Tensor3D, projector: tf.Tensor): tf.Tensor {
  const [batch, sequence, width] = hidden.shape;
  const rows = tf.matMul(tf.reshape(hidden, [batch * sequence, width]), projector, false, true);
  return tf.reshape(rows, [batch, sequence, projector.shape[0] ?? 0]);
}

/** A batch, and where the teacher is to be asked its k most likely words at the N hidden positions. */
type DistillationInputs = BatchArrays & Readonly<Partial<Record<"teacherWords" | "teacherProbabilities", HostArray<[number, number]>>>>; // [N, k]

/** The whole student learns the tasks, from the teacher's words and the true ones. */
function distillationPhase({ batches, recipe, student, teacher }: DistillationSettings, stage: Stage, targets: TeacherTargets): Phase<DistillationInputs> {
  const { schedule, tasks } = recipe;
  // A bare encoder has no words to offer: its student learns from the true ones alone.
  const teacherSpeaks = teacher.network.shapes.has("cls.predictions.bias");
  const soft = tasks.includes("mlm") && schedule.groundTruthShare < 1 && teacherSpeaks;
  return {
    stage,
    multipliers: new Map([...student.shapes.keys()].map((name) => [name, 1])),
    learningRate: (step) => schedule.distillationLearningRate * warmupAndDecay(step, stage.steps, schedule.warmupShare),
    async inputs(step) {
      const words = soft ? await targets.words(step) : null;
      const batch = batches.batch(step);
      if (words === null) return batchArrays(batch);
      const { ids, probabilities } = words;
      const positions = batch.maskedPositions.length;
      const shape: [number, number] = [positions, ids.length / positions];
      return { ...batchArrays(batch), teacherWords: { shape, data: ids }, teacherProbabilities: { shape, data: probabilities } };
    },
    loss(parameters, { teacherWords: ids, teacherProbabilities: probabilities, ...batch }) {
      const softLabels = ids && probabilities ? { ids, probabilities, groundTruthShare: schedule.groundTruthShare } : null;
      return taskLoss(tasks, { network: student, parameters, batch, softLabels });
    },
  };
}
