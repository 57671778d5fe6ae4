/**
 * The only door to tfjs. Parts instead of the union package: layers, converter and data stay out of the bundle
 * (122 KB against 306 KB gzipped, measured with WebGPU).
 *
 * The order counts in Node, where the package and its parts are two copies that share one engine: the first copy makes
 * the tensors, and only the package's own knows how to cast.
 */
export * from "@tensorflow/tfjs-core";

import "@tensorflow/tfjs-core/dist/register_all_gradients";
