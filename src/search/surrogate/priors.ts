/**
 * Priors of the hyperparameters: log-normal densities, log p(x) = -log x - (log x - μ)² / 2 s² + constant, as BoTorch
 * uses them since 0.12 (Hvarfner, Hellsten and Nardi, "Vanilla Bayesian optimization performs great in high
 * dimensions", ICML 2024): the more axes there are, the longer the length scales expected, so complexity stays level.
 */
export interface LogNormal {
  readonly location: number;
  readonly scale: number;
}

export const lengthScalePrior = (dimensions: number): LogNormal => ({
  location: Math.SQRT2 + 0.5 * Math.log(Math.max(1, dimensions)),
  scale: Math.sqrt(3),
});

/** Of the noise variance of standardised values. */
export const noisePrior: LogNormal = { location: -4, scale: 1 };

/** Least values, added to the exponentials that are optimised: no length scale of zero, no interpolation of noise. */
export const leastLengthScale = 0.025;
export const leastNoise = 1e-4;

/** -log p(x) without its constant. */
export function penalty({ location, scale }: LogNormal, x: number): number {
  return Math.log(x) + (Math.log(x) - location) ** 2 / (2 * scale ** 2);
}

/** d(-log p) / dx */
export function penaltySlope({ location, scale }: LogNormal, x: number): number {
  return (1 + (Math.log(x) - location) / scale ** 2) / x;
}

export const modeOf = ({ location, scale }: LogNormal) => Math.exp(location - scale ** 2);
