/** Bytes with their checksum behind them, so that damage on the disk is noticed. */
import { checksum } from "../base/checksum.ts";

const sealBytes = 4;
/** Another key's bytes are as wrong as damaged ones. */
const seedOf = (key: string) => checksum(new TextEncoder().encode(key));

export function seal(key: string, bytes: ArrayBuffer): ArrayBuffer {
  const sealed = new Uint8Array(bytes.byteLength + sealBytes);
  sealed.set(new Uint8Array(bytes));
  new DataView(sealed.buffer).setUint32(bytes.byteLength, checksum(new Uint8Array(bytes), seedOf(key)), true);
  return sealed.buffer;
}

/** @returns undefined if one bit is not as it was sealed under this key */
export function unseal(key: string, sealed: ArrayBuffer): ArrayBuffer | undefined {
  const length = sealed.byteLength - sealBytes;
  if (length < 0) return undefined;
  const expected = new DataView(sealed).getUint32(length, true);
  return checksum(new Uint8Array(sealed, 0, length), seedOf(key)) === expected ? sealed.slice(0, length) : undefined;
}
