/** A tensor outside any backend: what checkpoints, files and workers exchange. Row-major. */
export interface NamedTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** Parameters by their Hugging Face names. A Map survives structured clone. */
export type NamedTensors = ReadonlyMap<string, NamedTensor>;

/** Numbers on their way to a backend: an `Int32Array` becomes int32, a `Float32Array` float32. Row-major. */
export interface HostArray<Shape extends readonly number[] = readonly number[]> {
  readonly shape: Shape;
  readonly data: Float32Array | Int32Array;
}

/** How many elements a shape holds; 1 for a scalar. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, extent) => product * extent, 1);
}
