import { updateParameters } from "../../engine/kernels/update.ts";
import * as tf from "../../engine/tf.ts";

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

/** Zero moments; the caller owns them. */
export function initialMoments(parameter: tf.Tensor): Moments {
  return tf.tidy(() => ({
    first: tf.variable(tf.zeros(parameter.shape)),
    second: tf.variable(tf.zeros(parameter.shape)),
  }));
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
 * Steps the parameters that have a gradient, and their moments, in place. All maps are by parameter name; the
 * gradients stay the caller's. @param controls [3], see `controlsOf`
 */
export function update(
  optimiser: OptimiserFacts,
  parameters: ReadonlyMap<string, tf.Variable>,
  gradients: ReadonlyMap<string, tf.Tensor>,
  moments: ReadonlyMap<string, Moments>,
  settings: UpdateSettings,
  controls: tf.Tensor1D,
): void {
  const { beta1, beta2, epsilon, clipNorm } = optimiser;
  const slots = [...gradients].map(([name, gradient]) => {
    const parameter = parameters.get(name);
    const moment = moments.get(name);
    if (parameter === undefined || moment === undefined) throw new Error(`no parameter or moments for gradient: ${name}`);
    return {
      parameter,
      gradient,
      firstMoment: moment.first,
      secondMoment: moment.second,
      multiplier: settings.multipliers.get(name) ?? 0,
      weightDecay: isExcluded(name) ? 0 : settings.weightDecay,
      trustRatio: optimiser.trustRatio && !isExcluded(name),
    };
  });
  updateParameters(slots, { beta1, beta2, epsilon, clipNorm }, controls);
}
