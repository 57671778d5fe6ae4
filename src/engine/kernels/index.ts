import { registerAttentionContext } from "./attention-context.ts";
import { registerAttentionLoss } from "./attention-loss.ts";
import { registerAttentionScores } from "./attention-scores.ts";
import { registerAveragedAttentionLoss } from "./averaged-attention-loss.ts";
import { registerEmbedding } from "./embedding.ts";
import { registerFeatureLoss } from "./feature-loss.ts";
import { registerLabelCrossEntropy } from "./label-cross-entropy.ts";
import { registerLayerNorm } from "./layer-norm.ts";
import { registerLinearNoNorm } from "./linear-no-norm.ts";
import { registerLinear } from "./linear.ts";
import { registerNoNorm } from "./no-norm.ts";
import { registerPlaceTokens } from "./place-tokens.ts";
import { registerSegmentSum } from "./segment-sum.ts";
import { registerTrigrams } from "./trigram.ts";
import { registerWasmProducts } from "./wasm-matmul.ts";
import { registerWasmRows } from "./wasm-rows.ts";
import { registerWasmSharing } from "./wasm-sharing.ts";

/**
 * Registers our kernels for a backend, in place of tfjs's own. Must come after the backend's import, which registers
 * tfjs's, and before its first operation; calling it again changes nothing.
 */
export function registerKernels(backendName: string): void {
  if (backendName === "webgpu") {
    registerLabelCrossEntropy("webgpu");
    registerFeatureLoss();
    registerAttentionLoss();
    registerAveragedAttentionLoss();
    registerLinear();
    registerLinearNoNorm();
    registerNoNorm();
    registerLayerNorm();
    registerAttentionScores();
    registerAttentionContext();
    registerEmbedding();
    registerPlaceTokens();
    registerTrigrams("webgpu");
  }
  if (backendName === "wasm" || backendName === "cpu") {
    registerLabelCrossEntropy(backendName);
    registerSegmentSum(backendName);
    registerTrigrams(backendName);
  }
  if (backendName === "wasm") {
    registerWasmProducts();
    registerWasmRows();
    registerWasmSharing();
  }
}
