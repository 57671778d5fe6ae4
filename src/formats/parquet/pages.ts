/** The pages of a column's part, one in memory at a time, their headers checked. */
import { parquetHeader } from "hyparquet/src/column.js";
import type { StreamedFile } from "../text/lines.ts";
import { decompressed } from "./decompress.ts";
import type { ColumnChunk } from "./footer.ts";
import { Damaged, endOfStruct } from "./thrift.ts";

export interface Page {
  readonly isDictionary: boolean;
  /** Of them some may be missing. */
  readonly count: number;
  readonly encoding: string;
  /** Which values there are, and where lists begin, in runs; null where these lie at the beginning of `bytes`, after their lengths. */
  readonly levels: { readonly repetitions: Uint8Array<ArrayBuffer>; readonly definitions: Uint8Array<ArrayBuffer> } | null;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Read at once where pages are smaller. */
const windowBytes = 1 << 22;
const firstHeaderBytes = 1 << 10;
const mostHeaderBytes = 1 << 24;
/** What a page may take in any file; in larger files so much as four of them. */
const alwaysBytes = 1 << 23;
const bytesPerValue = 8;

/** @throws Damaged · Refused as `decompressed` does */
export async function* pagesOf(file: StreamedFile, chunk: ColumnChunk, name: string): AsyncGenerator<Page> {
  const room = Math.max(alwaysBytes, 4 * file.size);
  const read = windowOn(file, chunk.end);
  let values = 0;
  for (let at = chunk.start; values < chunk.values; ) {
    const { header, headerBytes } = await headerAt(read, at);
    at += headerBytes;
    const compressedBytes = within(header.compressed_page_size, chunk.end - at, "bytes of a page");
    const sizeBytes = within(header.uncompressed_page_size, room, "bytes of a page, decompressed");
    const body = await read(at, compressedBytes);
    at += compressedBytes;
    const { type, data_page_header: data, data_page_header_v2: data2, dictionary_page_header: dictionary } = header;
    if (type === "DICTIONARY_PAGE" && dictionary) {
      const count = within(dictionary.num_values, sizeBytes, "values of a dictionary");
      yield { isDictionary: true, count, encoding: "PLAIN", levels: null, bytes: await decompressed(body, chunk.codec, sizeBytes, name) };
      continue;
    }
    if (type === "INDEX_PAGE") continue;
    const count = within((data ?? data2)?.num_values, Math.min(chunk.values - values, room / bytesPerValue), "values of a page");
    values += count;
    if (type === "DATA_PAGE" && data) {
      yield { isDictionary: false, count, encoding: data.encoding, levels: null, bytes: await decompressed(body, chunk.codec, sizeBytes, name) };
    } else if (type === "DATA_PAGE_V2" && data2) {
      // Levels are never compressed here.
      const mostBytes = Math.min(compressedBytes, sizeBytes);
      const repetitionBytes = within(data2.repetition_levels_byte_length, mostBytes, "bytes of repetitions");
      const levelBytes = repetitionBytes + within(data2.definition_levels_byte_length, mostBytes - repetitionBytes, "bytes of levels");
      const codec = data2.is_compressed === false ? "UNCOMPRESSED" : chunk.codec;
      const bytes = await decompressed(body.subarray(levelBytes), codec, sizeBytes - levelBytes, name);
      const levels = { repetitions: body.subarray(0, repetitionBytes), definitions: body.subarray(repetitionBytes, levelBytes) };
      yield { isDictionary: false, count, encoding: data2.encoding, levels, bytes };
    } else throw new Damaged(`it has a page of an unknown kind: ${type}`);
  }
}

type Read = (at: number, length: number) => Promise<Uint8Array<ArrayBuffer>>;

/** Bytes of the file up to `end`, read ahead, and none of them twice. */
function windowOn(file: StreamedFile, end: number): Read {
  let [start, bytes] = [0, new Uint8Array()];
  return async (at, length) => {
    const last = Math.min(end, at + length);
    if (at < start || last > start + bytes.length) {
      const kept = bytes.subarray(at < start ? bytes.length : at - start);
      const next = new Uint8Array(await file.slice(at + kept.length, Math.min(end, at + Math.max(length, windowBytes))).arrayBuffer());
      bytes = new Uint8Array(kept.length + next.length);
      bytes.set(kept);
      bytes.set(next, kept.length);
      start = at;
    }
    return bytes.subarray(at - start, last - start);
  };
}

async function headerAt(read: Read, at: number) {
  for (let length = firstHeaderBytes; length <= mostHeaderBytes; length *= 4) {
    const bytes = await read(at, length);
    const headerBytes = endOfStruct(bytes);
    if (headerBytes !== null) {
      const header = parquetHeader({ view: new DataView(bytes.buffer, bytes.byteOffset, headerBytes), offset: 0 });
      return { header, headerBytes };
    }
    if (bytes.length < length) break;
  }
  throw new Damaged("the header of a page does not end");
}

function within(value: number | undefined, most: number, what: string): number {
  if (value === undefined || !Number.isInteger(value) || value < 0 || value > most) throw new Damaged(`${what} should be at most ${most}, got ${String(value)}`);
  return value;
}
