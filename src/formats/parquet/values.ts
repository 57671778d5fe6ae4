/**
 * The values of a page: texts and numbers. The library decodes them, and believes what it reads, so counts are compared
 * with the bytes there are first. After apache/parquet-format's Encodings.md.
 */
import { deltaLengthByteArray } from "hyparquet/src/delta.js";
import { readPlain } from "hyparquet/src/plain.js";
import { Refused } from "../../base/errors.ts";
import { shown } from "../../study/parse.ts";
import type { ParquetColumn } from "./footer.ts";
import { numberAt, readRuns } from "./runs.ts";
import { Damaged } from "./thrift.ts";

/** Whole numbers of 64 bits are a bigint. */
export type Value = string | number | bigint;

const readerOf = (bytes: Uint8Array<ArrayBuffer>) => ({ view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length), offset: 0 });
const mostBitsPerIndex = 32;
/** Of which a value takes as many at least: a text's length, or the number. */
const leastBytes = { BYTE_ARRAY: 4, INT32: 4, FLOAT: 4, INT64: 8, DOUBLE: 8 } as const;

const isReadable = (type: string): type is keyof typeof leastBytes => type in leastBytes;

/**
 * Those that are there, in order.
 * @throws Damaged · Refused where they are encoded in a way that is not read here
 */
export function valuesOf(bytes: Uint8Array<ArrayBuffer>, count: number, encoding: string, column: ParquetColumn, dictionary: readonly Value[] | null, name: string): readonly Value[] {
  if (count === 0) return [];
  if (encoding === "PLAIN") return plainValues(bytes, count, column);
  if (encoding === "PLAIN_DICTIONARY" || encoding === "RLE_DICTIONARY") return indicesIn(bytes, count).map((index) => inDictionary(dictionary, index));
  if (encoding === "DELTA_LENGTH_BYTE_ARRAY" && column.holds === "text") return deltaTexts(bytes, count);
  throw new Refused(`${name} holds ${shown(column.name)} encoded as ${encoding}: write it with the encodings of Parquet's first version`, "corpus");
}

/** @throws Damaged */
export function plainValues(bytes: Uint8Array<ArrayBuffer>, count: number, { physicalType }: ParquetColumn): Value[] {
  if (!isReadable(physicalType)) throw new Damaged(`a column cannot hold values of type ${physicalType}`);
  if (count > bytes.length / leastBytes[physicalType]) throw new Damaged(`a page of ${bytes.length} bytes cannot hold ${count} values`);
  const reader = readerOf(bytes);
  const values = readPlain(reader, physicalType, count, undefined);
  if (reader.offset > bytes.length) throw new Damaged("a text is longer than its page");
  return decoded(values);
}

function deltaTexts(bytes: Uint8Array<ArrayBuffer>, count: number): Value[] {
  // In front: values of a block, parts of a block, values, of which the library takes the second one for a length.
  const [block = 0, parts = 0, stated = 0] = leadingNumbers(bytes, 3);
  if (stated !== count || block < 1 || block > 1 << 16 || parts < 1 || parts > block) throw new Damaged(`a page should hold ${count} lengths of texts, got ${stated}`);
  const reader = readerOf(bytes);
  const texts: Uint8Array[] = [];
  deltaLengthByteArray(reader, count, texts);
  if (reader.offset > bytes.length) throw new Damaged("a text is longer than its page");
  return decoded(texts);
}

function decoded(values: Iterable<unknown>): Value[] {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  return Array.from(values, (value) => {
    if (value instanceof Uint8Array) return decoder.decode(value);
    if (typeof value !== "number" && typeof value !== "bigint") throw new Damaged("a value is missing");
    return value;
  });
}

function indicesIn(bytes: Uint8Array<ArrayBuffer>, count: number): number[] {
  const bits = bytes[0] ?? 0;
  const indices = new Array<number>(count).fill(0);
  if (bits === 0) return indices;
  if (bits > mostBitsPerIndex) throw new Damaged(`an index should have ${mostBitsPerIndex} bits at most, got ${bits}`);
  return readRuns(bytes.subarray(1), bits, indices).slice(0, count);
}

function inDictionary(dictionary: readonly Value[] | null, index: number): Value {
  const value = dictionary?.[index];
  if (value === undefined) throw new Damaged(`its dictionary has ${dictionary?.length ?? 0} values, and one is asked for at ${index}`);
  return value;
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
