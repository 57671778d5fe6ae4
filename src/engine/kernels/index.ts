import { registerSegmentSum } from "./segment-sum.ts";
import { registerWasmProducts } from "./wasm-matmul.ts";

/**
 * Registers our kernels with tfjs, in place of its own. Must come after the backend's import, which registers tfjs's,
 * and before the first operation; calling it again changes nothing.
 */
export function registerKernels(): void {
  registerSegmentSum();
  registerWasmProducts();
}
