import type { Kernel } from "../../../src/search/surrogate/kernel.ts";

/** k of one r². */
export function kernelValue({ values }: Kernel, squaredDistance: number): number {
  const value = Float64Array.of(squaredDistance);
  values(value, value);
  return value[0] ?? Number.NaN;
}
