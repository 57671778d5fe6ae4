/**
 * Which values of a page there are, and where lists begin (S. Melnik et al., Dremel, VLDB 2010, section 4).
 *
 * n  values of the page, missing ones and empty lists among them
 * d  a value's definition: how many of it and what it is in are there; all of them where the value is
 * r  its repetition: 0 where a row begins, otherwise how deep the list is that it goes on with
 */
import type { ParquetColumn } from "./footer.ts";
import type { Page } from "./pages.ts";
import { readRuns } from "./runs.ts";
import { Damaged } from "./thrift.ts";

export interface Levels {
  /** d [n]; null where every value is there. */
  readonly definitions: Uint8Array | null;
  /** r [n]; null where every value is a row of its own. */
  readonly repetitions: Uint8Array | null;
  /** Of the n, those that are there. */
  readonly present: number;
  /** The bytes of these. */
  readonly values: Uint8Array<ArrayBuffer>;
}

const lengthBytes = 4;
const bitsOf = (most: number) => 32 - Math.clz32(most);

/** @throws Damaged */
export function levelsOf({ count, levels, bytes }: Page, { definitionLevels, repetitionLevels }: ParquetColumn): Levels {
  let values = bytes;
  const read = (most: number, apart: Uint8Array<ArrayBuffer> | undefined): Uint8Array | null => {
    if (most === 0) return null;
    if (apart !== undefined) return readRuns(apart, bitsOf(most), new Uint8Array(count));
    const end = lengthBytes + (values.length < lengthBytes ? values.length : new DataView(values.buffer, values.byteOffset).getUint32(0, true));
    if (end > values.length) throw new Damaged(`the levels of a page should have ${values.length} bytes at most, got ${end}`);
    const runs = values.subarray(lengthBytes, end);
    values = values.subarray(end);
    return readRuns(runs, bitsOf(most), new Uint8Array(count));
  };
  const repetitions = read(repetitionLevels, levels?.repetitions);
  const definitions = read(definitionLevels, levels?.definitions);
  const present = definitions?.reduce((sum, level) => sum + (level === definitionLevels ? 1 : 0), 0) ?? count;
  return { definitions, repetitions, present, values };
}
