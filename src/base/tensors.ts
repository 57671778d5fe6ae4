/** A tensor outside any backend: what checkpoints, files and workers exchange. Row-major. */
export interface NamedTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** Parameters by their Hugging Face names. A Map survives structured clone. */
export type NamedTensors = ReadonlyMap<string, NamedTensor>;

/** How many elements a shape holds; 1 for a scalar. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, extent) => product * extent, 1);
}
