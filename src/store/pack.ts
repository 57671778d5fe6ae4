/**
 * Many entries in one file, so that a teacher's thousands of outputs are no thousands of files. Entries stand back to
 * back; a later one of the same key replaces the earlier one.
 *
 * An entry, words of 4 bytes, little-endian: magic · bytes of the key · bytes of the value · checksum of these three
 * words and the key; then the key in UTF-8, then the value. What follows a damaged header, or one whose entry was cut
 * off, is lost and written over.
 */
import { checksum } from "../base/checksum.ts";

/** What is used of a `FileSystemSyncAccessHandle`. */
export interface OpenFile {
  read(buffer: Uint8Array<ArrayBuffer>, options: { at: number }): number;
  write(buffer: Uint8Array<ArrayBuffer>, options: { at: number }): number;
  getSize(): number;
  truncate(size: number): void;
}

/** Where the entries of one file lie, as far as it has been read. */
export interface PackIndex {
  readonly places: Map<string, { readonly at: number; readonly length: number }>;
  /** Where the next entry goes. */
  end: number;
}

export const emptyIndex = (): PackIndex => ({ places: new Map(), end: 0 });

const magic = 0x74757065;
const headerBytes = 16;
const longestKey = 1024;

function headerOf(key: Uint8Array, valueBytes: number): Uint8Array<ArrayBuffer> {
  const header = new Uint8Array(headerBytes + key.length);
  const view = new DataView(header.buffer);
  [magic, key.length, valueBytes].forEach((word, i) => view.setUint32(4 * i, word, true));
  header.set(key, headerBytes);
  // The checksum's own place is still zero, here and where it is checked.
  view.setUint32(12, checksum(header), true);
  return header;
}

function numbersAt(file: OpenFile, at: number, length: number): Uint8Array<ArrayBuffer> | undefined {
  const bytes = new Uint8Array(length);
  return file.read(bytes, { at }) === length ? bytes : undefined;
}

/** Brings the index up to date with what others have written since. */
export function readIndex(file: OpenFile, index: PackIndex): void {
  const size = file.getSize();
  if (size < index.end) {
    // Another file under the same name.
    index.places.clear();
    index.end = 0;
  }
  while (index.end + headerBytes <= size) {
    const first = numbersAt(file, index.end, headerBytes);
    if (first === undefined) return;
    const view = new DataView(first.buffer);
    const [found, keyBytes, valueBytes] = [0, 4, 8].map((at) => view.getUint32(at, true)) as [number, number, number]; // three words
    const at = index.end + headerBytes + keyBytes;
    if (found !== magic || keyBytes > longestKey || at + valueBytes > size) return;
    const key = numbersAt(file, index.end + headerBytes, keyBytes);
    if (key === undefined || view.getUint32(12, true) !== new DataView(headerOf(key, valueBytes).buffer).getUint32(12, true)) return;
    index.places.set(new TextDecoder().decode(key), { at, length: valueBytes });
    index.end = at + valueBytes;
  }
}

export function readEntry(file: OpenFile, index: PackIndex, key: string): ArrayBuffer | undefined {
  const place = index.places.get(key);
  return place && numbersAt(file, place.at, place.length)?.buffer;
}

/** @throws what the file throws when there is no room; the entries before stay as they were */
export function addEntry(file: OpenFile, index: PackIndex, key: string, value: ArrayBuffer): void {
  const header = headerOf(new TextEncoder().encode(key), value.byteLength);
  try {
    file.truncate(index.end);
    file.write(header, { at: index.end });
    file.write(new Uint8Array(value), { at: index.end + header.length });
  } catch (thrown) {
    file.truncate(index.end);
    throw thrown;
  }
  const at = index.end + header.length;
  index.places.set(key, { at, length: value.byteLength });
  index.end = at + value.byteLength;
}
