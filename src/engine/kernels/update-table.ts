/** What the shaders of update-programs.ts know of the parameters; the layout is described there. */
import { constantTensor } from "../arena.ts";
import type * as tf from "../tf.ts";
import { chunk, recordLength, recordsAt } from "./update-programs.ts";
import type { UpdateSlot } from "./update-rule.ts";

/** A parameter with where it starts in its page, and its moments and gradient in theirs, in numbers. */
export interface Place {
  readonly slot: UpdateSlot;
  readonly parameterAt: number;
  readonly momentsAt: number;
}

/** Parameters with a trust ratio come first, and so do their chunks. */
export interface Table {
  /** int32 */
  readonly tensor: tf.Tensor;
  readonly chunks: number;
  readonly trusted: number;
  readonly trustedChunks: number;
  dispose(): void;
}

const bitsOf = (value: number): number => new Int32Array(Float32Array.of(value).buffer)[0] ?? 0;

export function createTable(places: readonly Place[]): Table {
  const trustedPlaces = places.filter(({ slot }) => slot.trustRatio);
  const ordered = [...trustedPlaces, ...places.filter(({ slot }) => !slot.trustRatio)];
  const records: number[] = [];
  const slotOfChunk: number[] = [];
  for (const [index, { slot, parameterAt, momentsAt }] of ordered.entries()) {
    const { size } = slot.parameter;
    const chunks = Math.ceil(size / chunk);
    const lies = [parameterAt / 4, momentsAt / 4, Math.ceil(size / 4), slotOfChunk.length];
    records.push(...lies, bitsOf(slot.multiplier), bitsOf(slot.weightDecay), slot.trustRatio ? 1 : 0, chunks);
    for (let i = 0; i < chunks; i++) slotOfChunk.push(index);
  }
  const head = new Array<number>(recordsAt).fill(0);
  head[0] = recordsAt + recordLength * ordered.length;
  return {
    ...constantTensor(Int32Array.from([...head, ...records, ...slotOfChunk])),
    chunks: slotOfChunk.length,
    trusted: trustedPlaces.length,
    trustedChunks: trustedPlaces.reduce((sum, { slot }) => sum + Math.ceil(slot.parameter.size / chunk), 0),
  };
}
