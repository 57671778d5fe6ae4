/**
 * Student's t distribution. Notation: ν degrees of freedom, z the quantile of the normal distribution; the quantile is
 * z + g₁/ν + g₂/ν² + g₃/ν³ + g₄/ν⁴ (Abramowitz and Stegun 26.7.5), to three digits at 95 % from ν = 3 on.
 */
import { normalQuantile } from "./normal.ts";

/** @param share in (0, 1) */
export function studentQuantile(share: number, degreesOfFreedom: number): number {
  const z = normalQuantile(share);
  const [z2, v] = [z * z, degreesOfFreedom];
  const terms = [
    (z2 + 1) / 4,
    ((5 * z2 + 16) * z2 + 3) / 96,
    (((3 * z2 + 19) * z2 + 17) * z2 - 15) / 384,
    ((((79 * z2 + 776) * z2 + 1482) * z2 - 1920) * z2 - 945) / 92_160,
  ];
  return z * terms.reduceRight((sum, term) => (sum + term) / v, 0) + z;
}
