/**
 * Leave-one-out checks: each trial predicted from all others, without fitting again.
 *
 * Notation: K the training covariance with noise, α = K⁻¹ y; without trial i its mean is y_i - α_i / (K⁻¹)_ii and its
 * variance, noise included, 1 / (K⁻¹)_ii. (Rasmussen and Williams, equations 5.10 and 5.11; Sundararajan and Keerthi
 * 2001.)
 */
import { at, inverseFromCholesky } from "../../base/linear-algebra.ts";
import type { Models } from "../models.ts";
import { scaled } from "../surrogate/scale.ts";
import type { Check } from "./explanation.ts";
import { interval } from "./predictions.ts";

/** Checks of every modelled metric. */
export function checks({ outcomes, observations }: Models): Record<string, readonly Check[]> {
  return Object.fromEntries(
    outcomes.flatMap((outcome) => {
      if (outcome.metric === null || outcome.kind === "known") return [];
      const { scale, process } = outcome;
      const readings = observations.readings(outcome.metric);
      const n = readings.length;
      const inverse = inverseFromCholesky(process.factor, n);
      const checked = readings.flatMap(({ candidate, estimate, isForecast }, i): Check[] => {
        // The model learned from it, but there is nothing measured to check it by.
        if (isForecast) return [];
        const precision = at(inverse, i * n + i);
        const mean = scaled(scale, estimate.value) - at(process.weights, i) / precision;
        return [{ candidate, measured: estimate.value, ...interval(scale, mean, Math.sqrt(1 / precision)) }];
      });
      return [[outcome.metric, checked]];
    }),
  );
}
