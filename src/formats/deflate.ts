/**
 * Raw deflate with a preset dictionary: text that both sides know and that therefore costs nothing. (The platform's
 * CompressionStream has no dictionaries; they make links of small studies half as long.) Inflating is bounded, since
 * a few bytes can hold a hundred megabytes.
 */
import { deflateSync, Inflate } from "fflate";
import { messageOf, Refused } from "../base/errors.ts";

/** Deflate's largest ratio is 1032 to 1: a piece is at most a megabyte, and then the total is looked at. */
const pieceBytes = 1024;

export function deflated(bytes: Uint8Array, dictionary: Uint8Array): Uint8Array {
  return deflateSync(bytes, { level: 9, dictionary });
}

/** @throws Refused when the bytes are no deflated data, or hold more than `limitBytes` */
export function inflated(bytes: Uint8Array, dictionary: Uint8Array, limitBytes: number, what: string): Uint8Array {
  const pieces: Uint8Array[] = [];
  let total = 0;
  const inflate = new Inflate({ dictionary }, (piece) => {
    pieces.push(piece);
    total += piece.length;
    if (total > limitBytes) {
      throw new Refused(`${what} is too large: it may hold ${limitBytes} bytes, got more than ${limitBytes}`);
    }
  });
  try {
    for (let at = 0; at === 0 || at < bytes.length; at += pieceBytes) {
      inflate.push(bytes.slice(at, at + pieceBytes), at + pieceBytes >= bytes.length);
    }
  } catch (thrown) {
    if (thrown instanceof Refused) throw thrown;
    throw new Refused(`${what} is damaged: it cannot be decompressed: ${messageOf(thrown)}`);
  }
  return joined(pieces, total);
}

function joined(pieces: readonly Uint8Array[], total: number): Uint8Array {
  const all = new Uint8Array(total);
  let end = 0;
  for (const piece of pieces) {
    all.set(piece, end);
    end += piece.length;
  }
  return all;
}
