/** What a set of requirements amounts to, before anything runs. Exact numbers only; time comes from earlier trials. */
import { knownMetrics } from "../../study/known-metrics.ts";
import type { Requirements } from "../../study/requirements.ts";
import { validSpace } from "../../study/space.ts";
import { flashSteps } from "../../study/steps.ts";
import type { Study, TeacherSummary } from "../../study/study.ts";

export interface Range {
  readonly least: number;
  readonly most: number;
}

export interface Plan {
  readonly architectures: number;
  /** null while the teacher, so the vocabulary, is unknown. */
  readonly parameters: Range | null;
  readonly flops: Range;
  readonly stepsPerTrial: Range;
}

const rangeOf = (values: readonly number[]): Range => ({ least: Math.min(...values), most: Math.max(...values) });

/** null when no architecture of the space can be built. The requirements must be valid. */
export function planOf(requirements: Requirements, teacher: TeacherSummary | null): Plan | null {
  const space = validSpace(requirements);
  if (space.count === 0) return null;
  const vocabulary = teacher ?? { vocabSize: 0, maxPositionEmbeddings: 0 };
  // Sizes grow with every free axis, so the corners hold the extremes.
  const known = [...space.corners()].map((corner) => knownMetrics(corner, requirements, vocabulary));
  return {
    architectures: space.count,
    parameters: teacher === null ? null : rangeOf(known.map((metrics) => metrics.parameters)),
    flops: rangeOf(known.map((metrics) => metrics.flops)),
    stepsPerTrial: rangeOf(requirements.space.numHiddenLayers.map((layers) => flashSteps(layers, requirements.schedule))),
  };
}

export interface TimeEstimate {
  readonly seconds: number;
  /** Trials on this device it was taken from. */
  readonly trials: number;
}

/**
 * Seconds the study takes, by the median cost of a step in earlier trials of the same device, teacher and batch; null
 * where there are none, because nothing else would be honest.
 */
export function estimateOf(
  requirements: Requirements,
  teacher: TeacherSummary | null,
  studies: readonly Study[],
  deviceKey: string,
): TimeEstimate | null {
  if (requirements.budget.kind === "minutes") return { seconds: 60 * requirements.budget.minutes, trials: 0 };
  const { batchSize, sequenceLength } = requirements.schedule;
  const tuning = ({ downstream }: Requirements) => JSON.stringify(downstream ?? null);
  const secondsAStep = studies
    .filter((study) => teacher !== null && study.teacher.fingerprint === teacher.fingerprint)
    .filter(({ requirements: { schedule } }) => schedule.batchSize === batchSize && schedule.sequenceLength === sequenceLength)
    // Fine-tuning is a part of a trial's time.
    .filter((study) => tuning(study.requirements) === tuning(requirements))
    .flatMap((study) =>
      study.trials
        .filter((trial) => trial.state === "complete" && trial.role !== "regular" && trial.device?.key === deviceKey)
        .map((trial) => trial.seconds / flashSteps(trial.architecture.numHiddenLayers, study.requirements.schedule)),
    )
    .toSorted((left, right) => left - right);
  const median = secondsAStep[Math.floor(secondsAStep.length / 2)];
  const plan = planOf(requirements, teacher);
  if (median === undefined || plan === null) return null;
  const steps = (plan.stepsPerTrial.least + plan.stepsPerTrial.most) / 2;
  // The baseline is a trial of its own.
  return { seconds: median * steps * (requirements.budget.trials + 1), trials: secondsAStep.length };
}
