/** Trains a few steps as the page's worker does. */
import wasm from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url";
import wasmSimd from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url";
import wasmThreads from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url";
import { createPretraining } from "../../../src/distill/pretraining.ts";
import { openBackend } from "../../../src/engine/backend.ts";
import { createMobileBert } from "../../../src/model/mobilebert.ts";
import threadScript from "../../../workers/wasm-thread.ts?worker&url";
import { lessonsOf, studentConfig } from "../../bench/engine/material.ts";
import { scales } from "../../bench/engine/scale.ts";

export interface Order {
  readonly processors: number;
  /** Whether the threaded `.wasm` is where it is said to be. */
  readonly whole: boolean;
}

export interface Trained {
  readonly reason: string;
  readonly threads: number;
  readonly losses: readonly number[];
}

const steps = 8;

async function train({ processors, whole }: Order): Promise<Trained> {
  const { reason, threads } = await openBackend("wasm", {
    isolated: crossOriginIsolated,
    processors,
    threadFiles: { wasm: whole ? wasmThreads : "missing.wasm", script: threadScript },
    wasmPaths: {
      "tfjs-backend-wasm.wasm": wasm,
      "tfjs-backend-wasm-simd.wasm": wasmSimd,
      "tfjs-backend-wasm-threaded-simd.wasm": wasmThreads,
    },
  });
  const training = createPretraining({
    network: createMobileBert(studentConfig(scales.student)),
    batches: lessonsOf(scales.student),
    schedule: { steps, learningRate: 1e-3, warmupShare: 0, weightDecay: 0.01, tasks: ["mlm", "nsp"] },
    seed: 1,
    checkpoint: null,
    now: () => performance.now(),
  });
  const { points } = await training.advance(Infinity);
  training.dispose();
  return { reason, threads, losses: points.map(({ loss }) => loss) };
}

self.onmessage = async ({ data }: MessageEvent<Order>) => postMessage(await train(data));
