/** A text by its address, or by its name in a data set on a hub: pinned to a commit, fetched once, then kept. */
import { Refused } from "../../base/errors.ts";
import { shown } from "../../study/parse.ts";
import { importText, referenceToText } from "../imports.ts";
import type { CorpusReference } from "../port.ts";
import type { FetchPorts } from "../ports.ts";
import { placeOnHub, type FilePlace } from "./download.ts";
import { fetchFile, fileAt } from "./fetch-file.ts";
import { fetchedOnce } from "./kept.ts";
import { listFiles, type HubAccess, type HubFile } from "./listing.ts";
import { parseRemoteFile, type RemoteFile } from "./remote-file.ts";

/**
 * @param typed `hub:datasets/owner/name[@revision]/path/to/file`, or an address
 * @param address of the hub or a mirror; the usual one where it is empty
 * @throws Refused in words for the person · AbortError when `signal` says so
 */
export async function importRemoteText(typed: string, column: string, address: string, ports: FetchPorts, signal: AbortSignal): Promise<CorpusReference> {
  const remote = parseRemoteFile(typed, address);
  const { id, revision, path, endpoint } = remote;
  const hub: HubAccess = { fetch: ports.fetch, endpoint, signal };
  return fetchedOnce(ports.store, {
    revision,
    isSame: (from) => from.id === id && from.endpoint === endpoint && from.text?.path === path && from.text.column === column,
    async referenceTo({ fingerprint }) {
      const [plain] = (await ports.store.asset(fingerprint)) ?? [];
      return plain === undefined ? null : referenceToText(plain);
    },
    find: () => find(hub, remote),
    async take({ commit, file, place }) {
      const { content, forget } = await fetchFile(hub, place, file, id, ports);
      const folder = commit === "" ? id.replace(/[^/]*$/, "") : `${id}@${commit}/`;
      const reference = await importText({ name: file.name, content }, column, ports, { hub: { id, revision, commit, endpoint, text: { path, column } }, folder });
      await forget();
      return reference;
    },
  });
}

interface Found {
  /** Empty where there are none. */
  readonly commit: string;
  readonly file: HubFile;
  readonly place: FilePlace;
}

async function find(hub: HubAccess, { id, revision, path }: RemoteFile): Promise<Found> {
  if (revision === "") return { commit: "", ...fileAt(id, "text") };
  const { commit, files } = await listFiles(hub, { id, revision });
  const file = files.find(({ name }) => name === path);
  if (file === undefined) throw new Refused(`the data set ${shown(id)} has no file ${shown(path)}, out of ${shown(files.map(({ name }) => name).join(", "))}`, "corpus");
  return { commit, file, place: placeOnHub(hub, { id, revision }, commit, path) };
}
