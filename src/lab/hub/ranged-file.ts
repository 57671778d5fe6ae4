/** A file on a server of which only those parts are fetched that are asked for, and none of them twice as a whole. */
import { Refused } from "../../base/errors.ts";
import type { StreamedFile } from "../../formats/text/lines.ts";
import type { DownloadPorts, FilePlace } from "./download.ts";
import { request, type HubAccess, type HubFile } from "./listing.ts";
import { Broken, brokenBy, expectService, persist } from "./persist.ts";

/** What is smaller comes whole: asking takes longer than it saves, and the hash of the whole can be checked. */
const leastBytes = 2 ** 20;
/** Asked for to see whether parts are given: the mark at which a format is known. */
const headBytes = 4;

interface Served {
  readonly version: string;
  /** Null where the server does not let this page read it. */
  readonly totalBytes: number | null;
}

/**
 * Null where the whole is to be fetched: it is small, or the server gives no parts.
 * @throws Unreachable · Refused where the server has another file than the hub lists, later too, where it changes
 */
export async function openRanges(hub: HubAccess, place: FilePlace, file: HubFile, { pause, onProgress }: Pick<DownloadPorts, "pause" | "onProgress">): Promise<StreamedFile | null> {
  if (file.sizeBytes !== null && file.sizeBytes < leastBytes) return null;
  const begun: { served: Served | null } = { served: null };
  let fetchedBytes = 0;

  /** Null where the server answers with the whole file. */
  async function fetchPart(start: number, end: number): Promise<Uint8Array<ArrayBuffer> | null> {
    const bytes = new Uint8Array(end - start);
    let received = 0;
    let isWhole = false;
    const attempt = async () => {
      const response = await request(hub, place.address, { Range: `bytes=${start + received}-${end - 1}` });
      expectService(response);
      if (response.status === 416) throw changed();
      if (!response.ok || response.body === null) throw place.refusal(response);
      isWhole = response.status !== 206;
      if (isWhole) return response.body.cancel();
      const now = servedBy(response, start + received);
      begun.served ??= now;
      if (now === null || now.version !== begun.served?.version || now.totalBytes !== begun.served.totalBytes) {
        await response.body.cancel();
        throw changed();
      }
      const reader = response.body.getReader();
      try {
        for (;;) {
          const { done, value } = await reader.read();
          if (done) break;
          if (received + value.length > bytes.length) throw changed();
          bytes.set(value, received);
          received += value.length;
          fetchedBytes += value.length;
          onProgress(fetchedBytes, null);
        }
      } catch (thrown) {
        await reader.cancel().catch(() => undefined);
        throw brokenBy(thrown, hub.signal);
      }
      if (received < bytes.length) throw new Broken(`${received} of ${bytes.length} bytes`);
    };
    const givenUp = () => new Refused(`the connection broke while parts of ${file.name} were fetched: ${fetchedBytes} bytes have come; try again`, "corpus");
    await persist({ attempt, receivedBytes: () => received, givenUp, pause, signal: hub.signal });
    return isWhole ? null : bytes;
  }
  const changed = () => new Refused(`${file.name} changed on the server while it was read; fetch it again`, "corpus");

  const head = await fetchPart(0, headBytes);
  const totalBytes = begun.served?.totalBytes ?? null;
  const size = file.sizeBytes ?? totalBytes;
  if (head === null || size === null || size < leastBytes) return null;
  if (totalBytes !== null && totalBytes !== size) throw new Refused(`${file.name} has another size than the hub lists: ${size} bytes, got ${totalBytes}`, "corpus");
  return {
    size,
    slice: (start = 0, end = size) => ({
      async arrayBuffer() {
        const last = Math.min(end, size);
        if (last <= start) return new ArrayBuffer();
        if (last <= headBytes) return head.slice(start, last).buffer;
        const part = await fetchPart(start, last);
        if (part === null) throw changed();
        return part.buffer;
      },
    }),
    stream: () => {
      throw new Error(`${file.name} is read in parts`);
    },
  };
}

/** Null where it is another part than was asked for. */
function servedBy({ headers }: Response, start: number): Served | null {
  const [, first, total] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(headers.get("Content-Range") ?? "") ?? [];
  if (first !== undefined && Number(first) !== start) return null;
  return { version: headers.get("ETag") ?? "", totalBytes: total === undefined || total === "*" ? null : Number(total) };
}
