/**
 * Priors of the hyperparameters: log-normal densities, log p(x) = -log x - (log x - μ)² / 2 s² + constant, as BoTorch
 * uses them since 0.12 (Hvarfner, Hellsten and Nardi, "Vanilla Bayesian optimization performs great in high
 * dimensions", ICML 2024): the more axes there are, the longer the length scales expected, so complexity stays level.
 */
import { exponential } from "../../base/exponential.ts";
import { logarithm } from "../../base/logarithm.ts";

export interface LogNormal {
  readonly location: number;
  readonly scale: number;
}

export const lengthScalePrior = (dimensions: number): LogNormal => ({
  location: Math.SQRT2 + 0.5 * logarithm(Math.max(1, dimensions)),
  scale: Math.sqrt(3),
});

/** Added to the exponential that is optimised: no length scale of zero. */
export const leastLengthScale = 0.025;

/** What is believed of the noise variance of standardised values, before and beside what their intervals say. */
export interface NoiseBelief {
  readonly prior: LogNormal;
  /** Added to the exponential that is optimised: no interpolation of noise. */
  readonly least: number;
}

export const noiseOfMeasurements: NoiseBelief = { prior: { location: -4, scale: 1 }, least: 1e-4 };

/** Of values that are known exactly: what is left is what the kernel cannot follow. */
export const noiseOfExactValues: NoiseBelief = { prior: { location: -12, scale: 1 }, least: 1e-8 };

/** -log p(x) without its constant. */
export function penalty({ location, scale }: LogNormal, x: number): number {
  return logarithm(x) + (logarithm(x) - location) ** 2 / (2 * scale ** 2);
}

/** d(-log p) / dx */
export function penaltySlope({ location, scale }: LogNormal, x: number): number {
  return (1 + (logarithm(x) - location) / scale ** 2) / x;
}

export const modeOf = ({ location, scale }: LogNormal) => exponential(location - scale ** 2);
