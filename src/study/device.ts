import * as v from "valibot";

export const backendNames = ["webgpu", "webgl", "wasm", "cpu"] as const;
export type BackendName = (typeof backendNames)[number];

const text = v.pipe(v.string(), v.maxLength(300));

/** The adapter a trial ran on. Measurements of different `key`s are never compared without saying so. */
export const deviceSchema = v.strictObject({
  /** Identifies what latency depends on: backend, adapter, threads. */
  key: text,
  backend: v.picklist(backendNames),
  /** The adapter's or processor's name as the browser tells it; "unknown" where it does not. */
  adapter: text,
  /** A GPU emulated on the processor: its latencies say nothing about a real GPU. */
  software: v.boolean(),
  /** Threads of the wasm backend; 1 elsewhere. */
  threads: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1024)),
  /** Cross-origin isolated pages have the 5 µs clock; others 100 µs. */
  isolated: v.boolean(),
  /** Why this backend was chosen, in words for the person. */
  reason: text,
});

export type Device = v.InferOutput<typeof deviceSchema>;
