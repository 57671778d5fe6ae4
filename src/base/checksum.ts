/**
 * MurmurHash3, the 32-bit variant (Austin Appleby, public domain): notices damage, keeps nobody out. Each word is mixed
 * in by a bijection of the state, so that changing any one of them always changes the result; a gigabyte takes about a
 * second.
 */

const rotated = (value: number, by: number) => (value << by) | (value >>> (32 - by));
const scrambled = (word: number) => Math.imul(rotated(Math.imul(word, 0xcc9e2d51), 15), 0x1b873593);

/** @param seed a whole number; equal bytes under another seed have another checksum */
export function checksum(bytes: Uint8Array, seed = 0): number {
  // Words need aligned memory.
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  const words = new Uint32Array(aligned.buffer, aligned.byteOffset, bytes.length >>> 2);
  let hash = seed | 0;
  for (let i = 0; i < words.length; i++) {
    hash = (Math.imul(rotated(hash ^ scrambled(words[i] as number), 13), 5) + 0xe6546b64) | 0; // i is below the length
  }
  let tail = 0;
  for (let i = bytes.length - 1; i >= 4 * words.length; i--) tail = (tail << 8) | (bytes[i] as number);
  hash ^= scrambled(tail) ^ bytes.length;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
