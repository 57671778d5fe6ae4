import { Unsupported } from "../base/errors.ts";
import type { Environment } from "../engine/backend.ts";
import type { Requirements } from "../study/requirements.ts";
import { servingOf } from "../study/serving.ts";

/** Before a student is trained: can it be timed where the study wants to? @throws Unsupported if not */
export async function checkServing(requirements: Requirements, gpu: Environment["gpu"]): Promise<void> {
  if (!servingOf(requirements).includes("ortWebgpu")) return;
  const adapter = await gpu?.requestAdapter();
  if (!adapter) throw new Unsupported("students are to be timed in ONNX Runtime on WebGPU, which this browser does not offer; take its wasm instead");
}
