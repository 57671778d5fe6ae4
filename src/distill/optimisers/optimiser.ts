import { createUpdater, type Updater } from "../../engine/kernels/update.ts";
import type * as tf from "../../engine/tf.ts";

/** The constants of one optimiser; the formula they enter is in engine/kernels/update-rule.ts. */
export interface OptimiserFacts {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** Largest norm of all gradients together. */
  readonly clipNorm: number;
  readonly biasCorrected: boolean;
  readonly trustRatio: boolean;
}

export interface Moments {
  readonly first: tf.Variable;
  readonly second: tf.Variable;
}

/** What is the same at every step. */
export interface UpdateSettings {
  readonly weightDecay: number;
  /** Factors on the learning rate, by parameter name. */
  readonly multipliers: ReadonlyMap<string, number>;
}

/** Norms and biases take plain Adam steps: no weight decay, no trust ratio (MobileBERT's and BERT's exclusion list). */
export function isExcluded(name: string): boolean {
  return /LayerNorm|layer_norm|bias$/.test(name);
}

/**
 * What changes from step to step: [η, b₁, b₂] in the notation of engine/kernels/update-rule.ts.
 * @param stepsSinceReset steps since the moments were zero, this one included: ≥ 1
 */
export function controlsOf({ beta1, beta2, biasCorrected }: OptimiserFacts, learningRate: number, stepsSinceReset: number) {
  const correction = (beta: number) => (biasCorrected ? 1 - beta ** stepsSinceReset : 1);
  const shape: [number] = [3];
  return { shape, data: Float32Array.of(learningRate, correction(beta1), correction(beta2)) };
}

/**
 * Steps the parameters that have moments, in place. All maps are by parameter name; the tensors stay the caller's and
 * must outlive the updater. Its controls: see `controlsOf`.
 */
export function createUpdate(
  { beta1, beta2, epsilon, clipNorm, trustRatio }: OptimiserFacts,
  parameters: ReadonlyMap<string, tf.Variable>,
  moments: ReadonlyMap<string, Moments>,
  settings: UpdateSettings,
): Updater {
  const slots = [...moments].map(([name, { first, second }]) => {
    const parameter = parameters.get(name);
    if (parameter === undefined) throw new Error(`no such parameter: ${name}`);
    const slot = {
      parameter,
      firstMoment: first,
      secondMoment: second,
      multiplier: settings.multipliers.get(name) ?? 0,
      weightDecay: isExcluded(name) ? 0 : settings.weightDecay,
      trustRatio: trustRatio && !isExcluded(name),
    };
    return [name, slot] as const;
  });
  return createUpdater(new Map(slots), { beta1, beta2, epsilon, clipNorm });
}
