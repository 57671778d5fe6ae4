import type { TensorInfo } from "@tensorflow/tfjs-core";
import * as tf from "./tf.ts";

type DataId = TensorInfo["dataId"];

/** Where a tensor's numbers lie: `memoryOffset` in bytes, under an id that the module's C functions know. */
export interface WasmData {
  readonly id: number;
  readonly memoryOffset: number;
  /** How many tensors share them. */
  refCount: number;
}

/** What is used of tfjs's `BackendWasm`. */
export interface WasmBackend {
  readonly dataIdMap: { get(dataId: DataId): WasmData; delete(dataId: DataId): boolean };
  readonly wasm: {
    readonly HEAPU8: Uint8Array;
    readonly tfjs: { registerTensor(id: number, size: number, memoryOffset: number): void; disposeData(id: number): void };
    /** @returns a byte offset, signed; 0 when there is no more memory */
    _malloc(bytes: number): number;
    _free(memoryOffset: number): void;
    __FusedMatMul(
      a: number, aShape: number, aRank: number,
      b: number, bShape: number, bRank: number,
      transposeA: boolean, transposeB: boolean,
      activation: number, bias: number, preluWeights: number, leakyReluAlpha: number, y: number,
    ): void;
  };
  /** @param memoryOffset where it lies if it has memory already @param values its numbers if they are known */
  makeOutput(shape: readonly number[], dtype: tf.DataType, memoryOffset?: number | null, values?: tf.BackendValues): TensorInfo;
  write(values: tf.BackendValues | null, shape: readonly number[], dtype: tf.DataType): DataId;
  readSync(dataId: DataId, start?: number, end?: number): unknown;
  /** A tensor's numbers, not copied. */
  typedArrayFromHeap(tensor: TensorInfo): unknown;
  incRef(dataId: DataId): void;
  /** @returns whether nothing shares the numbers any more, so that they are gone */
  disposeData(dataId: DataId, force?: boolean): boolean;
}

export const isWasmBackend = (backend: object): backend is WasmBackend => "wasm" in backend && "dataIdMap" in backend;

/** The current backend if it is wasm. */
export function wasmBackend(): WasmBackend | null {
  if (tf.getBackend() !== "wasm") return null;
  const backend: object = tf.backend();
  return isWasmBackend(backend) ? backend : null;
}
