/** What one device's benchmark found: the JSON that is kept, saved, linked and laid beside another's. */
import * as v from "valibot";
import type { BenchmarkResult, SessionReference } from "../../lab/port.ts";
import { deviceSchema } from "../../study/device.ts";
import { estimateSchema, type Estimate } from "../../study/measurement.ts";

const positive = v.pipe(v.number(), v.finite(), v.minValue(0));

const entrySchema = v.strictObject({
  name: v.pipe(v.string(), v.minLength(1), v.maxLength(200)),
  parameters: positive,
  flops: positive,
  latencyMs: estimateSchema,
  /** Against the reference student of the same session. */
  ratio: estimateSchema,
  /** One request alone, from asking to the readable result; records of earlier versions have none. */
  singleShotMs: v.exactOptional(positive),
  /** By the GPU's own clock, where it has one. */
  deviceMs: v.exactOptional(positive),
  /** The reference drifted while it was timed. */
  drifted: v.boolean(),
});
export type BenchmarkEntry = v.InferOutput<typeof entrySchema>;

const whole = (most: number) => v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(most));

export const benchmarkSchema = v.strictObject({
  version: v.literal(1),
  device: deviceSchema,
  batchSize: whole(256),
  sequenceLength: whole(512),
  results: v.pipe(v.array(entrySchema), v.maxLength(100)),
});
export type Benchmark = v.InferOutput<typeof benchmarkSchema>;

/** Speeds are given relative to this network. */
export const unitName = "MobileBERT";

export function entryOf({ name, parameters, flops, latencyMs, ratio, timing }: BenchmarkResult): BenchmarkEntry {
  const { singleShotMs, deviceMs, drifted } = timing;
  return { name, parameters, flops, latencyMs, ratio, singleShotMs, ...(deviceMs !== undefined && { deviceMs }), drifted };
}

/** With one more result; a network timed again replaces its earlier result. */
export function withEntry(benchmark: Benchmark, entry: BenchmarkEntry): Benchmark {
  const others = benchmark.results.filter(({ name }) => name !== entry.name);
  return { ...benchmark, results: [...others, entry].sort((one, other) => one.flops - other.flops) };
}

/** What the reference student took when these were begun: a latency is told as its ratio times that. */
export function sessionReferenceOf({ device, results: [first] }: Benchmark): SessionReference | null {
  if (first === undefined || first.ratio.value === 0) return null;
  return { deviceKey: device.key, milliseconds: first.latencyMs.value / first.ratio.value };
}

/**
 * Entry over unit. Both were taken relative to the same reference student, which cancels what the device did in between;
 * the two intervals join in logarithms, as errors of independent factors do.
 */
export function relativeTo(unit: BenchmarkEntry, entry: BenchmarkEntry): Estimate {
  if (unit.name === entry.name) return { value: 1, low: 1, high: 1, samples: entry.ratio.samples };
  const value = entry.ratio.value / unit.ratio.value;
  const joined = (own: number, units: number) => Math.hypot(Math.log(own / entry.ratio.value), Math.log(units / unit.ratio.value));
  return {
    value,
    low: value * Math.exp(-joined(entry.ratio.low, unit.ratio.high)),
    high: value * Math.exp(joined(entry.ratio.high, unit.ratio.low)),
    samples: Math.min(entry.ratio.samples, unit.ratio.samples),
  };
}

/** Latency relative to MobileBERT, by the network's name; empty until MobileBERT was timed. */
export function relatives(benchmark: Benchmark): ReadonlyMap<string, Estimate> {
  const unit = benchmark.results.find(({ name }) => name === unitName);
  if (unit === undefined) return new Map();
  return new Map(benchmark.results.map((entry) => [entry.name, relativeTo(unit, entry)]));
}
