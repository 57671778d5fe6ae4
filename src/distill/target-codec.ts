/**
 * A teacher's outputs on one batch as compact bytes. What is trained on is always what comes out of here, whether the
 * bytes were kept or made a moment ago, so that a run with a full cache gives the same student to the last bit.
 *
 * Layer target, little-endian: scale f32, features [B, S, C] f16 / scale, attention [B, h, S, S] f16.
 * Word target: ids [N, k] u16 (u32 where V > 65536), probabilities [N, k] f16.
 */
import { decodeFloat16, encodeFloat16 } from "../base/float16.ts";

/** What one student layer learns from. */
export interface LayerTarget {
  /** [B · S · C] */
  readonly features: Float32Array;
  /** [B · h · S · S] rows are distributions */
  readonly attention: Float32Array;
}

export interface LayerTargetSize {
  readonly features: number;
  readonly attention: number;
  /** S, the length of an attention row */
  readonly row: number;
}

/** The most likely words of each hidden position, k of V. */
export interface TopWords {
  /** [N · k] */
  readonly ids: Int32Array;
  /** [N · k] */
  readonly probabilities: Float32Array;
}

export interface WordTargetSize {
  /** N */
  readonly positions: number;
  /** k */
  readonly words: number;
  /** V */
  readonly vocabulary: number;
}

const scaleBytes = 4;
const largestHalf = 65504;

export function encodeLayerTarget({ features, attention }: Readonly<Record<keyof LayerTarget, Float32Array>>): ArrayBuffer {
  const bytes = new ArrayBuffer(scaleBytes + 2 * (features.length + attention.length));
  const scale = scaleFor(features);
  new Float32Array(bytes, 0, 1)[0] = scale;
  const scaled = scale === 1 ? features : features.map((value) => value / scale);
  new Uint16Array(bytes, scaleBytes, features.length).set(encodeFloat16(scaled));
  new Uint16Array(bytes, scaleBytes + 2 * features.length, attention.length).set(encodeFloat16(attention));
  return bytes;
}

/** @returns undefined if the bytes are of another size: from an older version, or damaged */
export function decodeLayerTarget(bytes: ArrayBuffer, size: LayerTargetSize): LayerTarget | undefined {
  if (bytes.byteLength !== scaleBytes + 2 * (size.features + size.attention)) return undefined;
  const scale = new Float32Array(bytes, 0, 1)[0] ?? 1;
  const features = decodeFloat16(new Uint16Array(bytes, scaleBytes, size.features));
  if (scale !== 1) for (let i = 0; i < features.length; i++) features[i] = (features[i] as number) * scale; // i is below the length
  const attention = decodeFloat16(new Uint16Array(bytes, scaleBytes + 2 * size.features, size.attention));
  normaliseRows(attention, size.row);
  return { features, attention };
}

/** A power of two that brings the features into f16's range: a teacher without norms may reach 10⁶. */
function scaleFor(features: Float32Array): number {
  let largest = 0;
  for (const value of features) largest = Math.max(largest, Math.abs(value));
  return largest <= largestHalf ? 1 : 2 ** Math.ceil(Math.log2(largest / largestHalf));
}

/** Rounding to f16 left the rows' sums near 1; cross-entropy wants 1. */
function normaliseRows(values: Float32Array, row: number): void {
  for (let start = 0; start < values.length; start += row) {
    let sum = 0;
    for (let i = start; i < start + row; i++) sum += values[i] as number; // row divides the length
    if (sum > 0) for (let i = start; i < start + row; i++) values[i] = (values[i] as number) / sum;
  }
}

export function encodeWordTarget({ ids, probabilities }: TopWords, vocabulary: number): ArrayBuffer {
  const Ids = idArray(vocabulary);
  const bytes = new ArrayBuffer(ids.length * (Ids.BYTES_PER_ELEMENT + 2));
  new Ids(bytes, 0, ids.length).set(ids);
  new Uint16Array(bytes, ids.length * Ids.BYTES_PER_ELEMENT, ids.length).set(encodeFloat16(probabilities));
  return bytes;
}

/**
 * Rows of probabilities whose sum is at most 1: what the k words leave, the loss spreads evenly over the others, since a
 * row that forgot it would teach the student too much confidence. Where all words are kept there is no rest, and the
 * sum is 1.
 * @returns undefined if the bytes are of another size
 */
export function decodeWordTarget(bytes: ArrayBuffer, size: WordTargetSize): TopWords | undefined {
  const { positions, words, vocabulary } = size;
  const Ids = idArray(vocabulary);
  const count = positions * words;
  if (bytes.byteLength !== count * (Ids.BYTES_PER_ELEMENT + 2)) return undefined;
  const ids = Int32Array.from(new Ids(bytes, 0, count));
  const probabilities = decodeFloat16(new Uint16Array(bytes, count * Ids.BYTES_PER_ELEMENT, count));
  for (let start = 0; start < count; start += words) {
    let known = 0;
    for (let i = start; i < start + words; i++) known += probabilities[i] as number; // i is below count
    const total = words < vocabulary ? Math.max(1, known) : known;
    if (total > 0 && total !== 1) for (let i = start; i < start + words; i++) probabilities[i] = (probabilities[i] as number) / total;
  }
  return { ids, probabilities };
}

const idArray = (vocabulary: number) => (vocabulary <= 2 ** 16 ? Uint16Array : Uint32Array);
