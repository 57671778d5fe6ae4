import * as v from "valibot";

const finite = v.pipe(v.number(), v.finite());
const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1e9));

/** A value with its 95 % interval; `samples` is 0 where the value is exact. */
export const estimateSchema = v.strictObject({ value: finite, low: finite, high: finite, samples: count });
export type Estimate = v.InferOutput<typeof estimateSchema>;

/** An estimate without uncertainty. */
export function exactly(value: number): Estimate {
  return { value, low: value, high: value, samples: 0 };
}
