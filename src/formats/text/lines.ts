/** Bytes on their way → lines of text, never more than a piece and a line in memory. */
import { Refused } from "../../base/errors.ts";

/** Longer lines are no lines of a text: a file in one line would otherwise be held whole. */
export const longestLine = 1 << 22;

const gzipMark = [0x1f, 0x8b] as const;

/** A file that may be larger than memory, or lie somewhere else. A `Blob` is one. */
export interface StreamedFile extends Pick<Blob, "size" | "stream"> {
  slice(start?: number, end?: number): Pick<Blob, "arrayBuffer">;
}

/** Whether the file is compressed by gzip, by its first bytes. */
export async function isGzip(file: StreamedFile): Promise<boolean> {
  const head = new Uint8Array(await file.slice(0, gzipMark.length).arrayBuffer());
  return gzipMark.every((byte, i) => head[i] === byte);
}

/** Pieces of text, decompressed and decoded. @throws Refused where the bytes are damaged or no text */
export async function* piecesOf(file: StreamedFile, name: string): AsyncGenerator<string> {
  const compressed = await isGzip(file);
  const bytes: ReadableStream<BufferSource> = file.stream();
  const plain = compressed ? file.stream().pipeThrough(new DecompressionStream("gzip")) : bytes;
  const reader = plain.pipeThrough(new TextDecoderStream("utf-8", { fatal: true })).getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } catch (thrown) {
    if (thrown instanceof Refused) throw thrown;
    const problem = compressed ? "is damaged: it cannot be decompressed to UTF-8 text" : "is not UTF-8 text (save it as UTF-8)";
    throw new Refused(`${name} ${problem}`, "corpus");
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** Lines without their ends; the last one may lack its own. @throws Refused as above, and for a line without end */
export async function* linesOf(file: StreamedFile, name: string): AsyncGenerator<string> {
  let rest = "";
  let number = 0;
  for await (const piece of piecesOf(file, name)) {
    const nul = piece.indexOf("\0");
    if (nul >= 0) throw new Refused(`${name} is not a text file: a NUL character near line ${number + 1}`, "corpus");
    const lines = (rest + piece).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      number++;
      yield line.endsWith("\r") ? line.slice(0, -1) : line;
    }
    if (rest.length > longestLine) throw new Refused(`${name}: line ${number + 1} is longer than ${longestLine} characters`, "corpus");
  }
  if (rest !== "") yield rest;
}
