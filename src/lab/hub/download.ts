/**
 * One file, streamed to the disk piece by piece. What has come stays when the connection breaks or the page
 * is closed, and the rest is asked for by range; the server's ETag and the sizes say whether it is still the same file.
 */
import { Refused } from "../../base/errors.ts";
import type { StudyStore } from "../../store/port.ts";
import { refusalOf, request, type HubAccess, type HubFile } from "./listing.ts";
import type { HubName } from "./name.ts";
import { Broken, brokenBy, expectService, persist } from "./persist.ts";
import { verify } from "./verify.ts";

export interface DownloadPorts {
  readonly store: Pick<StudyStore, "download" | "addToDownload" | "downloaded" | "forgetDownloads">;
  pause(milliseconds: number): Promise<void>;
  /** @param totalBytes null where the server does not say */
  onProgress(receivedBytes: number, totalBytes: number | null): void;
}

/** Kept at once; a page that is closed loses less than this. */
const pieceBytes = 4 * 2 ** 20;

export interface FilePlace {
  readonly address: string;
  /** What is said where the server answers with something else than the file. */
  refusal(response: Response): Refused;
}

/** Where a hub keeps a file of a model or a data set. */
export const placeOnHub = ({ endpoint }: HubAccess, name: HubName, commit: string, file: string): FilePlace => ({
  address: `${endpoint}/${name.id}/resolve/${commit}/${file.split("/").map(encodeURIComponent).join("/")}`,
  refusal: (response) => refusalOf(response, name, file),
});

/** @throws Unreachable · Refused where the server has another file than the hub lists */
export async function downloadFile(hub: HubAccess, place: FilePlace, file: HubFile, ports: DownloadPorts): Promise<Blob> {
  const { address } = place;
  await persist({
    attempt: () => receiveRest(hub, place, file, ports),
    receivedBytes: async () => (await ports.store.download(address))?.receivedBytes ?? 0,
    givenUp: (bytes) => new Refused(`the connection broke while ${file.name} was fetched: ${bytes} bytes have come and are kept; try again to go on from there`, "teacher"),
    pause: ports.pause,
    signal: hub.signal,
  });
  const content = await ports.store.downloaded(address);
  await verify(file, content).catch(async (thrown: unknown) => {
    await ports.store.forgetDownloads([address]);
    throw thrown;
  });
  return content;
}

async function receiveRest(hub: HubAccess, place: FilePlace, file: HubFile, ports: DownloadPorts): Promise<void> {
  const { address } = place;
  const { store } = ports;
  const head = await store.download(address);
  let received = head?.receivedBytes ?? 0;
  if (head !== undefined && file.sizeBytes !== null && received >= file.sizeBytes) return;
  const response = await request(hub, address, received > 0 ? { Range: `bytes=${received}-` } : {});
  expectService(response);
  if (response.status === 416 && received > 0) return startAgain(address, store);
  if (!response.ok || response.body === null) throw place.refusal(response);

  // Is it the file that was begun? Servers that know no ranges send all of it again.
  const version = response.headers.get("ETag") ?? "";
  const range = /^bytes (\d+)-\d+\/(\d+)$/.exec(response.headers.get("Content-Range") ?? "");
  const isRest = response.status === 206 && Number(range?.[1]) === received && (head?.version ?? "") === version;
  if (received > 0 && !isRest) {
    await response.body.cancel();
    if (response.status === 206) return startAgain(address, store);
    await store.forgetDownloads([address]);
    return receiveRest(hub, place, file, ports);
  }

  const total = file.sizeBytes ?? totalOf(response, range?.[2]);
  ports.onProgress(received, total);
  let pending: Uint8Array[] = [];
  let pendingBytes = 0;
  const keep = async () => {
    if (pendingBytes === 0) return;
    await store.addToDownload(address, { version }, joined(pending, pendingBytes));
    [pending, pendingBytes] = [[], 0];
  };
  const reader = response.body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      received += value.byteLength;
      if (total !== null && received > total) {
        [pending, pendingBytes] = [[], 0];
        await store.forgetDownloads([address]);
        throw new Refused(`${file.name} has another size than the hub lists: ${total} bytes, got more than ${total}`, "teacher");
      }
      pending.push(value);
      pendingBytes += value.byteLength;
      if (pendingBytes >= pieceBytes) await keep();
      ports.onProgress(received, total);
    }
  } catch (thrown) {
    await reader.cancel().catch(() => undefined);
    throw brokenBy(thrown, hub.signal);
  } finally {
    await keep();
  }
  if (total !== null && received < total) throw new Broken(`${received} of ${total} bytes`);
  if (received === 0) await store.addToDownload(address, { version }, new Uint8Array());
}

async function startAgain(address: string, store: DownloadPorts["store"]): Promise<never> {
  await store.forgetDownloads([address]);
  throw new Broken("the file on the server is another one by now");
}

/** What the server says of the whole file; nothing where it compresses on the way, as lengths count compressed bytes. */
function totalOf(response: Response, ofRange: string | undefined): number | null {
  if (ofRange !== undefined) return Number(ofRange);
  const length = response.headers.get("Content-Length");
  return length === null || response.headers.has("Content-Encoding") ? null : Number(length);
}

function joined(pieces: readonly Uint8Array[], bytes: number): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(bytes);
  let end = 0;
  for (const piece of pieces) {
    all.set(piece, end);
    end += piece.byteLength;
  }
  return all;
}
