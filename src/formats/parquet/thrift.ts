/**
 * Thrift's compact protocol, in which Parquet writes its footer and the headers of its pages: walked before the library
 * reads it, which believes every count and looks for the end of every number. After Thrift's
 * doc/specs/thrift-compact-protocol.md, of which Parquet uses no maps, sets and UUIDs.
 */

/** What is wrong with a file; its reader says which one. */
export class Damaged extends Error {}

/** Deeper than Parquet's structs are. */
const deepest = 16;

/**
 * Where the struct that begins at the first byte ends; null where more bytes may tell.
 * @throws Damaged where no bytes that follow could make it a struct
 */
export function endOfStruct(bytes: Uint8Array): number | null {
  let at = 0;
  const byte = () => bytes[at++] ?? 0;
  const skip = (length: number) => {
    at += length;
  };
  const isOver = () => at > bytes.length;
  const number = (mostBytes: number): number => {
    let value = 0;
    for (let i = 0; i < mostBytes; i++) {
      const next = byte();
      value += (next & 0x7f) * 2 ** (7 * i);
      if (next < 0x80) return value;
    }
    throw new Damaged("a number in it does not end");
  };
  function list(depth: number): void {
    const head = byte();
    const size = head >> 4 === 15 ? number(5) : head >> 4;
    for (let i = 0; i < size && !isOver(); i++) value(head & 15, depth, true);
  }
  function struct(depth: number): void {
    if (depth > deepest) throw new Damaged("it is nested too deep");
    while (!isOver()) {
      const head = byte();
      if ((head & 15) === 0) return;
      if (head >> 4 === 0) number(5);
      value(head & 15, depth, false);
    }
  }
  function value(type: number, depth: number, isListed: boolean): void {
    if (type === 1 || type === 2) skip(isListed ? 1 : 0);
    else if (type === 3) skip(1);
    else if (type === 4 || type === 5) number(5);
    else if (type === 6) number(10);
    else if (type === 7) skip(8);
    else if (type === 8) skip(number(5));
    else if (type === 9) list(depth);
    else if (type === 12) struct(depth + 1);
    else throw new Damaged(`it has a value of an unknown type: ${type}`);
  }
  struct(0);
  return isOver() ? null : at;
}
