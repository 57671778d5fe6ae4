/** A text by its address, or by its name in a data set on a hub: pinned to a commit, fetched once, then kept. */
import { Refused } from "../../base/errors.ts";
import type { ImportRecord } from "../../store/port.ts";
import { shown } from "../../study/parse.ts";
import { importText, referenceToText } from "../imports.ts";
import type { CorpusReference } from "../port.ts";
import type { RunPorts } from "../ports.ts";
import { downloadFile, placeOnHub, type FilePlace } from "./download.ts";
import { listFiles, type HubAccess, type HubFile } from "./listing.ts";
import { isCommit } from "./name.ts";
import { openRanges } from "./ranged-file.ts";
import { parseRemoteFile, type RemoteFile } from "./remote-file.ts";
import { Unreachable } from "./unreachable.ts";

/** Hashing holds a file whole: of larger ones the size has to tell. */
const mostHashedBytes = 256 * 2 ** 20;

/**
 * @param typed `hub:datasets/owner/name[@revision]/path/to/file`, or an address
 * @param address of the hub or a mirror; the usual one where it is empty
 * @throws Refused in words for the person · AbortError when `signal` says so
 */
export async function importRemoteText(typed: string, column: string, address: string, ports: RunPorts, signal: AbortSignal): Promise<CorpusReference> {
  const remote = parseRemoteFile(typed, address);
  const { id, revision, path, endpoint } = remote;
  const hub: HubAccess = { fetch: ports.fetch, endpoint, signal };
  const kept = (await ports.store.imports()).filter(
    ({ hub: from }) => from?.id === id && from.endpoint === endpoint && from.text?.path === path && from.text.column === column,
  );
  // What lies at an address is taken as it was: there is nothing to pin it to.
  const isPinned = revision === "" || isCommit(revision);
  const pinned = isPinned ? await referenceTo(kept.findLast(({ hub: from }) => from?.commit === revision), ports) : null;
  if (pinned) return pinned;

  let found: Found;
  try {
    found = await find(hub, remote);
  } catch (thrown) {
    // Without a network, what was fetched under this name last is the best there is.
    const last = await referenceTo(kept.findLast(({ hub: from }) => from?.revision === revision), ports);
    if (thrown instanceof Unreachable && last) return last;
    throw thrown;
  }
  const { commit, file, place } = found;
  const same = isPinned ? null : await referenceTo(kept.find(({ hub: from }) => from?.commit === commit), ports);
  if (same) return same;

  const onProgress = (receivedBytes: number, totalBytes: number | null) => ports.board.change({ fetching: { name: id, file: file.name, receivedBytes, totalBytes } });
  const download = { store: ports.store, pause: ports.pause, onProgress };
  // Of Parquet only a column is read, which lies in few places.
  const ranges = /\.parquet$/i.test(file.name) ? await openRanges(hub, place, file, download) : null;
  const content = ranges ?? (await downloadFile(hub, place, file, download));
  const folder = commit === "" ? id.replace(/[^/]*$/, "") : `${id}@${commit}/`;
  const reference = await importText({ name: file.name, content }, column, ports, { hub: { id, revision, commit, endpoint, text: { path, column } }, folder });
  await ports.store.forgetDownloads(place.address);
  return reference;
}

interface Found {
  /** Empty where there are none. */
  readonly commit: string;
  readonly file: HubFile;
  readonly place: FilePlace;
}

async function find(hub: HubAccess, { id, revision, path }: RemoteFile): Promise<Found> {
  if (revision === "") {
    const name = decodeURIComponent(new URL(id).pathname.replace(/^.*\//, "")) || "text";
    const refusal = ({ status }: Response) => new Refused(`there is no text at ${id} (HTTP ${status})`, "corpus");
    return { commit: "", file: { name, sizeBytes: null, hash: null }, place: { address: id, refusal } };
  }
  const { commit, files } = await listFiles(hub, { id, revision });
  const file = files.find(({ name }) => name === path);
  if (file === undefined) throw new Refused(`the data set ${shown(id)} has no file ${shown(path)}, out of ${shown(files.map(({ name }) => name).join(", "))}`, "corpus");
  const hash = (file.sizeBytes ?? Infinity) > mostHashedBytes ? null : file.hash;
  return { commit, file: { ...file, hash }, place: placeOnHub(hub, { id, revision }, commit, path) };
}

/** A kept text, if it is still there. */
async function referenceTo(record: ImportRecord | undefined, { store }: RunPorts): Promise<CorpusReference | null> {
  const [plain] = record === undefined ? [] : ((await store.asset(record.fingerprint)) ?? []);
  return plain === undefined ? null : referenceToText(plain);
}
