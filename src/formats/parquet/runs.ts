/**
 * Small numbers in runs, as levels and indices are kept. The library decodes them, and believes what it reads: a run of
 * two thousand million repetitions takes a byte or five. So runs are added up first. After apache/parquet-format's
 * Encodings.md.
 *
 * runs  a number r, then: odd r   → (r >> 1) · 8 values of so many bits each, packed
 *                         even r  → one value, r >> 1 times
 */
import { readRleBitPackedHybrid } from "hyparquet/src/encoding.js";
import { Damaged } from "./thrift.ts";

/** Fills `values` with what the runs hold. @throws Damaged where they hold more or fewer */
export function readRuns<Values extends Uint8Array | number[]>(bytes: Uint8Array<ArrayBuffer>, bits: number, values: Values): Values {
  checkRuns(bytes, bits, values.length);
  readRleBitPackedHybrid({ view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length), offset: 0 }, bits, values, bytes.length);
  return values;
}

/** Whether the runs hold `count` values. Some writers pack hundreds more into the last one, for which there are bytes. @throws Damaged */
function checkRuns(bytes: Uint8Array, bits: number, count: number): void {
  let [at, seen] = [0, 0];
  while (seen < count) {
    const [run = 0, length = 0] = numberAt(bytes, at);
    const isPacked = run % 2 === 1;
    const values = isPacked ? ((run - 1) / 2) * 8 : run / 2;
    at += length + (isPacked ? (values / 8) * bits : Math.ceil(bits / 8));
    seen += values;
    if (values === 0 || at > bytes.length || (!isPacked && seen > count)) throw new Damaged(`runs of a page should hold ${count} values, got ${seen}`);
  }
}

/** Seven bits a byte, the lowest first, as long as the eighth is set; and how many bytes that takes. @throws Damaged */
export function numberAt(bytes: Uint8Array, at: number): readonly [number, number] {
  let value = 0;
  for (let i = 0; i < 5; i++) {
    const byte = bytes[at + i];
    if (byte === undefined) break;
    value += (byte & 0x7f) * 2 ** (7 * i);
    if (byte < 0x80) return [value, i + 1];
  }
  throw new Damaged("a number in a page does not end");
}
