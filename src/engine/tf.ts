/**
 * The only door to tfjs. Parts instead of the union package: layers, converter and data stay out of the bundle
 * (122 KB against 306 KB gzipped, measured with WebGPU).
 */
import "@tensorflow/tfjs-core/dist/register_all_gradients";

export * from "@tensorflow/tfjs-core";
