/** A teacher by its name on a hub: pinned to a commit, fetched once, then kept, and chosen without a network. */
import { Refused } from "../../base/errors.ts";
import type { NamedFile } from "../../base/files.ts";
import { indexName, shardsOf } from "../../formats/hugging-face.ts";
import type { ImportRecord } from "../../store/port.ts";
import { shown } from "../../study/parse.ts";
import { inspect } from "../imports.ts";
import type { TeacherReference } from "../port.ts";
import type { FetchPorts } from "../ports.ts";
import { downloadFile, placeOnHub } from "./download.ts";
import { listFiles, type HubAccess, type HubFile, type HubListing } from "./listing.ts";
import { isCommit, parseEndpoint, parseHubName, type HubName } from "./name.ts";
import { neededFiles } from "./needed.ts";
import { Unreachable } from "./unreachable.ts";

/**
 * @param typed `owner/name[@revision]`
 * @param address of the hub or a mirror; the usual one where it is empty
 * @throws Refused in words for the person · AbortError when `signal` says so
 */
export async function importHubTeacher(typed: string, address: string, ports: FetchPorts, signal: AbortSignal): Promise<TeacherReference> {
  const name = parseHubName(typed);
  const endpoint = parseEndpoint(address);
  const hub: HubAccess = { fetch: ports.fetch, endpoint, signal };
  const kept = (await ports.store.imports()).filter(({ hub: from, teacher }) => from?.id === name.id && from.endpoint === endpoint && teacher !== null);
  const pinned = isCommit(name.revision) ? await referenceTo(kept.find(({ hub: from }) => from?.commit === name.revision), ports) : null;
  if (pinned) return pinned;

  let listing: HubListing;
  try {
    listing = await listFiles(hub, name);
  } catch (thrown) {
    // Without a network, what was fetched under this name last is the best there is.
    const last = await referenceTo(kept.findLast(({ hub: from }) => from?.revision === name.revision), ports);
    if (thrown instanceof Unreachable && last) return last;
    throw thrown;
  }
  const { commit } = listing;
  const same = await referenceTo(kept.find(({ hub: from }) => from?.commit === commit), ports);
  if (same) return same;

  const files = await fetchFiles(hub, name, listing, ports);
  const summary = await inspect(files, `${name.id}@${commit}`, ports);
  const { fingerprint } = summary;
  await ports.store.saveAsset(fingerprint, files);
  const sizeBytes = files.reduce((sum, { bytes }) => sum + bytes.byteLength, 0);
  const about = { fingerprint, kind: "teacher" as const, name: summary.name, sizeBytes, importedAt: ports.now(), teacher: summary };
  await ports.store.saveImport({ ...about, hub: { ...name, commit, endpoint } });
  await ports.store.forgetDownloads(files.map((file) => placeOnHub(hub, name, commit, file.name).address));
  return { fingerprint, summary };
}

/** A kept teacher, if its files are still there. */
async function referenceTo(record: ImportRecord | undefined, { store }: FetchPorts): Promise<TeacherReference | null> {
  if (record === undefined || record.teacher === null) return null;
  if ((await store.asset(record.fingerprint)) === undefined) return null;
  return { fingerprint: record.fingerprint, summary: record.teacher };
}

async function fetchFiles(hub: HubAccess, name: HubName, { commit, files: listed }: HubListing, ports: FetchPorts): Promise<readonly NamedFile[]> {
  const wanted: HubFile[] = [...neededFiles(listed, name.id)];
  const files: NamedFile[] = [];
  let before = 0;
  for (let next = wanted.shift(); next !== undefined; next = wanted.shift()) {
    const file = next;
    const ahead = wanted.reduce((sum, { sizeBytes }) => sum + (sizeBytes ?? 0), 0);
    const onProgress = (received: number, total: number | null) => {
      const totalBytes = total === null ? null : before + total + ahead;
      ports.board.change({ fetching: { name: name.id, file: file.name, receivedBytes: before + received, totalBytes } });
    };
    const content = await downloadFile(hub, placeOnHub(hub, name, commit, file.name), file, { store: ports.store, pause: ports.pause, onProgress });
    const bytes = new Uint8Array(await content.arrayBuffer());
    files.push({ name: file.name, bytes });
    before += bytes.byteLength;
    if (file.name === indexName) wanted.push(...partsIn({ name: file.name, bytes }, listed));
  }
  return files;
}

function partsIn(index: NamedFile, listed: readonly HubFile[]): HubFile[] {
  return [...new Set(shardsOf(index).values())].map((part) => {
    const file = listed.find(({ name }) => name === part);
    if (file === undefined) throw new Refused(`the hub lacks a part of the weights that ${indexName} names: ${shown(part)}`, "teacher");
    return file;
  });
}
