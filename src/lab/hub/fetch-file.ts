import { Refused } from "../../base/errors.ts";
import type { StreamedFile } from "../../formats/text/lines.ts";
import type { FetchPorts } from "../ports.ts";
import { downloadFile, type FilePlace } from "./download.ts";
import type { HubAccess, HubFile } from "./listing.ts";
import { openRanges } from "./ranged-file.ts";

/** Hashing holds a file whole: of larger ones the size has to tell. */
const mostHashedBytes = 256 * 2 ** 20;

/** A file to read once; what was kept of it on the way is forgotten by `forget`. */
export interface FetchedFile {
  readonly content: StreamedFile;
  forget(): Promise<void>;
}

/** Tells how far it is under `name`. @throws Unreachable · Refused · AbortError */
export async function fetchFile(hub: HubAccess, place: FilePlace, file: HubFile, name: string, { store, pause, board }: FetchPorts): Promise<FetchedFile> {
  const onProgress = (receivedBytes: number, totalBytes: number | null) => board.change({ fetching: { name, file: file.name, receivedBytes, totalBytes } });
  // Of Parquet only some columns are read, which lie in few places.
  const ranges = /\.parquet$/i.test(file.name) ? await openRanges(hub, place, file, { pause, onProgress }) : null;
  if (ranges !== null) return { content: ranges, forget: async () => undefined };
  const checked = (file.sizeBytes ?? Infinity) > mostHashedBytes ? { ...file, hash: null } : file;
  return { content: await downloadFile(hub, place, checked, { store, pause, onProgress }), forget: () => store.forgetDownloads([place.address]) };
}

/** A file at any address, called by the end of it. @param what it should be */
export function fileAt(address: string, what: string): { readonly file: HubFile; readonly place: FilePlace } {
  const name = decodeURIComponent(new URL(address).pathname.replace(/^.*\//, "")) || what;
  const refusal = ({ status }: Response) => new Refused(`there is no ${what} at ${address} (HTTP ${status})`, "corpus");
  return { file: { name, sizeBytes: null, hash: null }, place: { address, refusal } };
}
