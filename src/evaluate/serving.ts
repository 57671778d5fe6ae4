/**
 * Latency in the software a student will be served with: written as an ONNX model in memory, run by that runtime, checked
 * against our own hidden states, and timed by the protocol of latency.ts beside the reference student in the same runtime.
 */
import { Unsupported } from "../base/errors.ts";
import type { NamedTensors } from "../base/tensors.ts";
import { writeOnnx, type MobileBertForm } from "../formats/onnx/mobilebert.ts";
import type { Network, Parameters } from "../model/network.ts";
import { fromTensors } from "../model/parameters.ts";
import type { Measurement, Timing } from "../study/measurement.ts";
import type { Requirements } from "../study/requirements.ts";
import { servingMetrics } from "../study/serving.ts";
import type { ServingName } from "../study/serving-names.ts";
import { exclusively, type Locks } from "./exclusive.ts";
import { createForwardPass, exampleIds } from "./forward-pass.ts";
import { measureLatency, type LatencyRequest } from "./latency.ts";
import { openOnnxRuntime, type OnnxPass, type OnnxRuntime, type OnnxRuntimeFiles } from "./onnx-runtime.ts";
import { referenceStudent } from "./reference.ts";

/** What each runtime's own reference student took at the study's first measurement on this device. */
export type ServingReferencesMs = Partial<Record<ServingName, number>>;

export interface ServingRequest extends Omit<LatencyRequest, "student" | "reference" | "sessionReferenceMs"> {
  readonly form: MobileBertForm;
  readonly network: Network;
  /** Stay the caller's. */
  readonly parameters: Parameters;
  readonly target: Requirements["target"];
  readonly locks: Locks | undefined;
  readonly serving: readonly ServingName[];
  readonly servingReferencesMs: ServingReferencesMs;
  readonly files: OnnxRuntimeFiles | null;
  /** Opens a runtime; by default the one whose files these are. */
  readonly open?: typeof openOnnxRuntime;
}

/** GPUs and processors round differently, and sums of thousands differ in their last digits. */
const tolerance = 1e-3;

/** A latency for each runtime, and how it was taken. */
export type Served = Required<Pick<Measurement, "metrics" | "serving">>;

/** @throws Unsupported where a runtime cannot run the student, or computes something else */
export async function measureServing(request: ServingRequest): Promise<Served> {
  const tensors = await fromTensors(request.parameters);
  const metrics: Record<string, Measurement["metrics"][keyof Measurement["metrics"]]> = {};
  const serving: Partial<Record<ServingName, Timing>> = {};
  for (const name of request.serving) {
    const runtime = await (request.open ?? openOnnxRuntime)(name, request.files);
    const { latencyMs, timing } = await exclusively(request.locks, () => timeIn(runtime, name, tensors, request));
    metrics[servingMetrics[name]] = latencyMs;
    serving[name] = timing;
  }
  return { metrics, serving };
}

async function timeIn(runtime: OnnxRuntime, name: ServingName, tensors: NamedTensors, request: ServingRequest) {
  const student = await passOf(runtime, request, tensors, request.target);
  try {
    await checkAgainstOurs(student, request);
    const known = referenceStudent();
    const reference = await passOf(runtime, known, known.tensors, request.target);
    try {
      return await measureLatency({ ...request, student, reference, sessionReferenceMs: request.servingReferencesMs[name] ?? null });
    } finally {
      await reference.dispose();
    }
  } finally {
    await student.dispose();
  }
}

/** The encoder alone, as in our own timing. */
function passOf(runtime: OnnxRuntime, { form }: { readonly form: MobileBertForm }, tensors: NamedTensors, target: Requirements["target"]): Promise<OnnxPass> {
  const model = writeOnnx({ form, tensors, outputs: ["features"], precision: "float32" });
  return runtime.createPass(model, exampleIds(form.vocabSize, target), [target.batchSize, target.sequenceLength]);
}

async function checkAgainstOurs(pass: OnnxPass, { network, parameters, target }: ServingRequest): Promise<void> {
  pass.run();
  const theirs = await pass.settle();
  const own = await createForwardPass(network, parameters, target);
  own.run();
  const ours = await own.settle();
  own.dispose();
  const difference = ours.reduce((most, value, i) => Math.max(most, Math.abs(value - (theirs[i] ?? Number.NaN)) / Math.max(1, Math.abs(value))), 0);
  // Not "above": what is no number is no agreement.
  if (!(difference <= tolerance)) {
    throw new Unsupported(`ONNX Runtime computes something else than this page on this device: the hidden states differ by ${difference}`);
  }
}
