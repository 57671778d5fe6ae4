/** Batches of a downstream task by index, all of one shape; slots beyond the examples have weight 0. */
import { createRandom, deriveSeed } from "../base/random.ts";
import type { HostArray } from "../base/tensors.ts";
import type { EncoderArrays } from "./batch-arrays.ts";
import { rowArrays, rowCount, type TokenRows } from "./token-rows.ts";

/** Rows, and what is to be predicted of each: N numbers under each name. */
export interface LabelledRows {
  readonly rows: TokenRows;
  readonly targets: Readonly<Record<string, Int32Array | Float32Array>>;
}

export type TaskArrays = EncoderArrays & Readonly<Record<"weights", HostArray<[number]>>> & Readonly<Record<string, HostArray>>; // [B] besides [B, S]

export interface TaskBatchSpec {
  readonly batchSize: number;
  readonly sequenceLength: number;
  /** The id of padding. */
  readonly pad: number;
}

export interface TaskBatches {
  /** Batches in which every row comes once. */
  readonly count: number;
  /** The rows of a batch, in its order. */
  picked(index: number): Int32Array;
  batch(index: number): TaskArrays;
}

function batchesOf(data: LabelledRows, spec: TaskBatchSpec, orderOf: (epoch: number) => ArrayLike<number>): TaskBatches {
  const { batchSize, sequenceLength, pad } = spec;
  const count = Math.ceil(rowCount(data.rows) / batchSize);
  const picked = (index: number) => {
    const start = (index % count) * batchSize;
    return Int32Array.from(Array.prototype.slice.call(orderOf(Math.floor(index / count)), start, start + batchSize));
  };
  return {
    count,
    picked,
    batch(index) {
      const rows = picked(index);
      const shape: [number] = [batchSize];
      const spread = (values: Int32Array | Float32Array) => {
        const data = values instanceof Int32Array ? new Int32Array(batchSize) : new Float32Array(batchSize);
        rows.forEach((row, slot) => (data[slot] = values[row] ?? 0));
        return { shape, data };
      };
      const targets = Object.fromEntries(Object.entries(data.targets).map(([name, values]) => [name, spread(values)]));
      const weights = { shape, data: new Float32Array(batchSize).fill(1, 0, rows.length) };
      return { ...rowArrays(data.rows, rows, batchSize, sequenceLength, pad), ...targets, weights };
    },
  };
}

/** Every epoch in a seeded order of its own. */
export function shuffledBatches(data: LabelledRows, spec: TaskBatchSpec, seed: number): TaskBatches {
  const all = Array.from({ length: rowCount(data.rows) }, (_, row) => row);
  let [known, order] = [-1, all];
  return batchesOf(data, spec, (epoch) => {
    if (epoch !== known) [known, order] = [epoch, createRandom(deriveSeed(seed, "epoch", epoch)).shuffled(all)];
    return order;
  });
}

/** In the order of the rows. */
export function orderedBatches(data: LabelledRows, spec: TaskBatchSpec): TaskBatches {
  const all = Array.from({ length: rowCount(data.rows) }, (_, row) => row);
  return batchesOf(data, spec, () => all);
}
