import type { DownloadHead } from "../../store/port.ts";
import type { UnfinishedDownload } from "./port.ts";

/** Where hubs keep a file: of which model or data set, at which commit. */
const pathOnHub = /\/((?:datasets\/)?(?:[^/]+\/)?[^/]+)\/resolve\/([0-9a-f]{40})\/(.+)$/;

/** The files of a model or a data set together, as a person knows them; others by their address. */
export function unfinishedDownloads(heads: ReadonlyMap<string, DownloadHead>): readonly UnfinishedDownload[] {
  const groups = new Map<string, UnfinishedDownload>();
  for (const [address, { receivedBytes }] of heads) {
    const [path, id, commit, file] = pathOnHub.exec(new URL(address).pathname) ?? [];
    const of = path === undefined ? null : `${id}@${commit}`;
    const key = path === undefined ? address : address.slice(0, -(file ?? "").length);
    const { files, sizeBytes } = groups.get(key) ?? { files: [], sizeBytes: 0 };
    const name = of === null ? address : files.length === 0 ? `${of}/${file}` : `${of}, ${files.length + 1} files`;
    groups.set(key, { name, files: [...files, address], sizeBytes: sizeBytes + receivedBytes });
  }
  return [...groups.values()];
}
