/** Matrices of bytes: see weights.ts for what the numbers mean. */
import type { NamedTensor } from "../../base/tensors.ts";

/** The byte that stands for 0. */
export const zeroByte = 128;
const steps = 127;

export interface QuantisedRows {
  /** [rows, columns] */
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
  /** [rows] */
  readonly scales: Float32Array;
}

/** @param matrix [rows, columns] */
export function quantisedRows({ shape, data }: NamedTensor): QuantisedRows {
  const [rows = 0, columns = 0] = shape;
  const bytes = new Uint8Array(data.length);
  const scales = new Float32Array(rows);
  for (let r = 0; r < rows; r++) {
    const row = data.subarray(r * columns, (r + 1) * columns);
    const largest = row.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    // A row of zeros has no scale of its own; any does.
    const scale = largest === 0 ? 1 : largest / steps;
    scales[r] = scale;
    row.forEach((value, c) => {
      bytes[r * columns + c] = Math.round(value / scale) + zeroByte;
    });
  }
  return { shape, bytes, scales };
}

/** @param matrix [rows, columns] @returns [columns, rows] */
export function transposed({ shape, data }: NamedTensor): NamedTensor {
  const [rows = 0, columns = 0] = shape;
  const turned = new Float32Array(data.length);
  for (let r = 0; r < rows; r++) for (let c = 0; c < columns; c++) turned[c * rows + r] = data[r * columns + c] as number; // within both
  return { shape: [columns, rows], data: turned };
}
