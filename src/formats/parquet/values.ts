/**
 * The texts of a page. The library decodes them, and believes what it reads: a run of two thousand million repetitions
 * takes a byte or five. So runs and counts are added up first. After apache/parquet-format's Encodings.md.
 *
 * n     values of the page, p of them present; the levels say which: 1 where there is one
 * runs  a number r, then: odd r   → (r >> 1) · 8 values of so many bits each, packed
 *                         even r  → one value, r >> 1 times
 */
import { deltaLengthByteArray } from "hyparquet/src/delta.js";
import { readRleBitPackedHybrid } from "hyparquet/src/encoding.js";
import { readPlain } from "hyparquet/src/plain.js";
import { Refused } from "../../base/errors.ts";
import type { Page } from "./pages.ts";
import { Damaged } from "./thrift.ts";

const readerOf = (bytes: Uint8Array<ArrayBuffer>) => ({ view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length), offset: 0 });
const mostBitsPerIndex = 32;
/** What a length takes in a page of texts. */
const lengthBytes = 4;

/**
 * Those that are there, in order.
 * @throws Damaged · Refused where they are encoded in a way that is not read here
 */
export function valuesOf({ count, encoding, levels, bytes }: Page, isOptional: boolean, dictionary: readonly string[] | null, name: string): readonly string[] {
  let present = count;
  let values = bytes;
  if (isOptional && levels !== null) present = presentIn(levels, count);
  else if (isOptional) {
    const end = lengthBytes + (bytes.length < lengthBytes ? bytes.length : readerOf(bytes).view.getUint32(0, true));
    if (end > bytes.length) throw new Damaged(`the levels of a page should have ${bytes.length} bytes at most, got ${end}`);
    present = presentIn(bytes.subarray(lengthBytes, end), count);
    values = bytes.subarray(end);
  }
  if (present === 0) return [];
  if (encoding === "PLAIN") return plainTexts(values, present);
  if (encoding === "PLAIN_DICTIONARY" || encoding === "RLE_DICTIONARY") return indicesIn(values, present).map((index) => inDictionary(dictionary, index));
  if (encoding === "DELTA_LENGTH_BYTE_ARRAY") return deltaTexts(values, present);
  throw new Refused(`${name} holds its text encoded as ${encoding}: write it with the encodings of Parquet's first version`, "corpus");
}

/** @throws Damaged */
export function plainTexts(bytes: Uint8Array<ArrayBuffer>, count: number): string[] {
  if (count > bytes.length / lengthBytes) throw new Damaged(`a page of ${bytes.length} bytes cannot hold ${count} texts`);
  const reader = readerOf(bytes);
  const texts = readPlain(reader, "BYTE_ARRAY", count, undefined);
  if (reader.offset > bytes.length) throw new Damaged("a text is longer than its page");
  return decoded(texts);
}

function deltaTexts(bytes: Uint8Array<ArrayBuffer>, count: number): string[] {
  // In front: values of a block, parts of a block, values, of which the library takes the second one for a length.
  const [block = 0, parts = 0, stated = 0] = leadingNumbers(bytes, 3);
  if (stated !== count || block < 1 || block > 1 << 16 || parts < 1 || parts > block) throw new Damaged(`a page should hold ${count} lengths of texts, got ${stated}`);
  const reader = readerOf(bytes);
  const texts: Uint8Array[] = [];
  deltaLengthByteArray(reader, count, texts);
  if (reader.offset > bytes.length) throw new Damaged("a text is longer than its page");
  return decoded(texts);
}

function decoded(texts: Iterable<unknown>): string[] {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  return Array.from(texts, (text) => {
    if (!(text instanceof Uint8Array)) throw new Damaged("a text is missing");
    return decoder.decode(text);
  });
}

function presentIn(levels: Uint8Array<ArrayBuffer>, count: number): number {
  checkRuns(levels, 1, count);
  const present = new Uint8Array(count);
  readRleBitPackedHybrid(readerOf(levels), 1, present, levels.length);
  return present.reduce((sum, level) => sum + level, 0);
}

function indicesIn(bytes: Uint8Array<ArrayBuffer>, count: number): number[] {
  const bits = bytes[0] ?? 0;
  const indices = new Array<number>(count).fill(0);
  if (bits === 0) return indices;
  if (bits > mostBitsPerIndex) throw new Damaged(`an index should have ${mostBitsPerIndex} bits at most, got ${bits}`);
  const runs = bytes.subarray(1);
  checkRuns(runs, bits, count);
  readRleBitPackedHybrid(readerOf(runs), bits, indices, runs.length);
  return indices.slice(0, count);
}

function inDictionary(dictionary: readonly string[] | null, index: number): string {
  const text = dictionary?.[index];
  if (text === undefined) throw new Damaged(`its dictionary has ${dictionary?.length ?? 0} texts, and one is asked for at ${index}`);
  return text;
}

/** Whether the runs hold `count` values, up to seven more in the last packed one. @throws Damaged */
function checkRuns(bytes: Uint8Array, bits: number, count: number): void {
  let [at, seen] = [0, 0];
  while (seen < count) {
    const [run = 0, length = 0] = numberAt(bytes, at);
    const values = run % 2 === 1 ? ((run - 1) / 2) * 8 : run / 2;
    at += length + (run % 2 === 1 ? (values / 8) * bits : Math.ceil(bits / 8));
    seen += values;
    if (values === 0 || at > bytes.length || seen >= count + 8) throw new Damaged(`runs of a page should hold ${count} values, got ${seen}`);
  }
}

const leadingNumbers = (bytes: Uint8Array, amount: number): number[] => {
  const numbers: number[] = [];
  for (let at = 0; numbers.length < amount; ) {
    const [number, length] = numberAt(bytes, at);
    numbers.push(number);
    at += length;
  }
  return numbers;
};

/** Seven bits a byte, the lowest first, as long as the eighth is set; and how many bytes that takes. */
function numberAt(bytes: Uint8Array, at: number): readonly [number, number] {
  let value = 0;
  for (let i = 0; i < 5; i++) {
    const byte = bytes[at + i];
    if (byte === undefined) break;
    value += (byte & 0x7f) * 2 ** (7 * i);
    if (byte < 0x80) return [value, i + 1];
  }
  throw new Damaged("a number in a page does not end");
}
