import type { BatchSource } from "../data/batch.ts";
import { mobileBertConfig } from "../model/mobilebert-config.ts";
import type { Network, Parameters } from "../model/network.ts";
import type { Architecture } from "../study/architecture.ts";
import { knownMetrics } from "../study/known-metrics.ts";
import { exactly, type Measurement } from "../study/measurement.ts";
import type { Requirements } from "../study/requirements.ts";
import { servingOf } from "../study/serving.ts";
import type { Vocabulary } from "../study/templates/template.ts";
import { measureAccuracy } from "./accuracy.ts";
import { exclusively, type Locks } from "./exclusive.ts";
import { createEncoding, createForwardPass } from "./forward-pass.ts";
import { measureLatency, type Latency, type LatencyRequest } from "./latency.ts";
import { measurePeakBytes } from "./memory.ts";
import type { OnnxRuntimeFiles } from "./onnx-runtime.ts";
import { createReferencePass } from "./reference.ts";
import type { Served, ServingReferencesMs } from "./serving.ts";

export interface TimingRequest extends Omit<LatencyRequest, "student" | "reference"> {
  readonly network: Network;
  /** Stay the caller's. */
  readonly parameters: Parameters;
  readonly target: Requirements["target"];
  /** `navigator.locks` where there are any. */
  readonly locks: Locks | undefined;
}

/** Times any network on a target batch, interleaved with the reference student, with the device to itself. */
export function timeNetwork(request: TimingRequest): Promise<Latency> {
  const { network, parameters, target, locks } = request;
  return exclusively(locks, async () => {
    const student = await createForwardPass(network, parameters, target);
    const reference = await createReferencePass(target);
    try {
      return await measureLatency({ ...request, student, reference });
    } finally {
      reference.dispose();
      student.dispose();
    }
  });
}

export interface StudentRequest extends Omit<TimingRequest, "target"> {
  readonly requirements: Requirements;
  readonly architecture: Architecture;
  /** The teacher's, which the student shares. */
  readonly vocabulary: Vocabulary;
  /** Held-out text, in batches of any size. */
  readonly heldout: BatchSource;
  /** Where onnxruntime-web's WebAssembly lies; null in Node. */
  readonly onnxRuntimeFiles: OnnxRuntimeFiles | null;
  readonly servingReferencesMs: ServingReferencesMs;
  /** Of the accuracies, which take longest; called after each batch. */
  readonly onProgress?: (done: number, of: number) => void;
}

/**
 * Everything evaluation finds out about one student: accuracies on held-out text, latency on this device, sizes.
 * @throws Refused where there is nothing to predict · Unsupported where the clock is too coarse
 */
export async function measureStudent(request: StudentRequest): Promise<Measurement> {
  const { requirements, network, parameters, heldout, onProgress } = request;
  const { target, evaluation, tasks } = requirements;
  const exampleCount = heldout.batch(0).batchSize;
  const batchCount = Math.ceil(evaluation.examples / exampleCount);
  const accuracies = await measureAccuracy({
    network,
    parameters,
    batches: heldout,
    batchCount,
    tasks,
    ...(onProgress && { onProgress }),
  });
  const { latencyMs, timing } = await timeNetwork({ ...request, target });

  const encoding = createEncoding(network, parameters, target);
  const peakBytes = measurePeakBytes(parameters, encoding.encode);
  encoding.dispose();
  const served = await timeServed(request);
  const known = knownMetrics(request.architecture, requirements, request.vocabulary);
  return {
    metrics: {
      ...accuracies,
      latencyMs,
      parameters: exactly(known.parameters),
      flops: exactly(known.flops),
      peakBytes,
      ...served?.metrics,
    },
    timing,
    ...(served && { serving: served.serving }),
  };
}

/** In the runtimes that the study asks for; most ask for none, and then nothing of them is fetched. */
async function timeServed(request: StudentRequest): Promise<Served | null> {
  const { requirements, architecture, vocabulary, onnxRuntimeFiles: files } = request;
  const serving = servingOf(requirements);
  if (serving.length === 0) return null;
  const { measureServing } = await import("./serving.ts");
  const form = mobileBertConfig(architecture, requirements.template, vocabulary);
  return measureServing({ ...request, form, serving, files, target: requirements.target });
}
