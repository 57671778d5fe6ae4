import { Lost, messageOf } from "../base/errors.ts";
import type { Tensor } from "../engine/tf.ts";
import { webgpuBackend } from "../engine/webgpu.ts";

/**
 * Waits for the device and reads a tensor's values.
 * @throws Lost when the device is gone: of tfjs's operations reading alone notices
 */
export async function readBack(tensor: Tensor): Promise<Float32Array> {
  try {
    return await tensor.data<"float32">();
  } catch (thrown) {
    if (webgpuBackend() === null) throw thrown;
    throw new Lost(`the GPU was lost: ${messageOf(thrown)}`);
  }
}
