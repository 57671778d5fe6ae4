/** A page's bytes out of what a writer compressed them to, never more of them than its header says. */
import { snappyUncompress } from "hyparquet";
import { Refused } from "../../base/errors.ts";
import { Damaged } from "./thrift.ts";

/** @throws Damaged · Refused where the page is compressed in a way that is not read here */
export async function decompressed(bytes: Uint8Array<ArrayBuffer>, codec: string, sizeBytes: number, name: string): Promise<Uint8Array<ArrayBuffer>> {
  if (sizeBytes === 0) return new Uint8Array();
  const result = await plainBytes(bytes, codec, sizeBytes, name);
  if (result.length !== sizeBytes) throw new Damaged(`a page should hold ${sizeBytes} bytes, got ${result.length}`);
  return result;
}

async function plainBytes(bytes: Uint8Array<ArrayBuffer>, codec: string, sizeBytes: number, name: string): Promise<Uint8Array<ArrayBuffer>> {
  if (codec === "UNCOMPRESSED") return bytes;
  if (codec === "SNAPPY") return unsnapped(bytes, sizeBytes);
  if (codec === "GZIP") return gunzipped(bytes, sizeBytes);
  if (codec === "ZSTD") {
    const { ZSTDDecoder } = await import("zstddec");
    const decoder = new ZSTDDecoder();
    await decoder.init();
    return new Uint8Array(decoder.decode(bytes, sizeBytes));
  }
  throw new Refused(`${name} is compressed by ${codec}: write it with snappy, gzip or zstd instead`, "corpus");
}

/**
 * The library's reader follows lengths beyond 2 GiB back to where it came from, and does not count what it writes: so
 * the elements are counted first. After google/snappy's format_description.txt.
 */
function unsnapped(bytes: Uint8Array, sizeBytes: number): Uint8Array<ArrayBuffer> {
  let at = 0;
  const little = (length: number) => {
    let value = 0;
    for (let i = 0; i < length; i++) value += (bytes[at++] ?? 0) * 2 ** (8 * i);
    return value;
  };
  let stated = 0;
  for (let i = 0; i < 5; i++) {
    const next = little(1);
    stated += (next & 0x7f) * 2 ** (7 * i);
    if (next < 0x80) break;
  }
  let total = 0;
  while (stated === sizeBytes && at < bytes.length && total <= sizeBytes) {
    const tag = little(1);
    const short = (tag >> 2) + 1;
    if ((tag & 3) === 0) {
      const length = short > 60 ? little(short - 60) + 1 : short;
      at += length;
      total += length;
    } else {
      total += (tag & 3) === 1 ? ((tag >> 2) & 7) + 4 : short;
      at += [0, 1, 2, 4][tag & 3] ?? 0;
    }
  }
  if (total !== sizeBytes || at !== bytes.length) throw new Damaged(`a page cannot be decompressed to ${sizeBytes} bytes`);
  const result = new Uint8Array(sizeBytes);
  snappyUncompress(bytes, result);
  return result;
}

async function gunzipped(bytes: Uint8Array<ArrayBuffer>, sizeBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const pieces: Uint8Array[] = [];
  let total = 0;
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip")).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    pieces.push(value);
    total += value.length;
    if (total > sizeBytes) {
      await reader.cancel();
      throw new Damaged(`a page should hold ${sizeBytes} bytes, got more`);
    }
  }
  const result = new Uint8Array(total);
  let end = 0;
  for (const piece of pieces) {
    result.set(piece, end);
    end += piece.length;
  }
  return result;
}
