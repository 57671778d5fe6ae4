/** A downstream task by the name of its folder in a data set on a hub, or of a file, or by an address: fetched once, then kept. */
import { Refused } from "../../base/errors.ts";
import { guessTask, splitsOf } from "../../formats/tasks/read-task.ts";
import type { DownstreamName } from "../../study/downstream.ts";
import { shown } from "../../study/parse.ts";
import { keptExamples } from "../downstream/kept-examples.ts";
import { importTask, referenceToTask } from "../imports.ts";
import type { TaskReference } from "../port.ts";
import type { FetchPorts } from "../ports.ts";
import { placeOnHub, type FilePlace } from "./download.ts";
import { fetchFile, fileAt, type FetchedFile } from "./fetch-file.ts";
import { fetchedOnce } from "./kept.ts";
import { listFiles, type HubAccess, type HubFile } from "./listing.ts";
import { parseRemoteFile, type RemoteFile } from "./remote-file.ts";

/**
 * @param typed `hub:datasets/owner/name[@revision]/folder`, a file in it, or an address
 * @param wanted null: what the names tell @param address as for `importRemoteText`
 * @throws Refused in words for the person · AbortError when `signal` says so
 */
export async function importRemoteTask(typed: string, wanted: DownstreamName | null, address: string, ports: FetchPorts, signal: AbortSignal): Promise<TaskReference> {
  const remote = parseRemoteFile(typed, address);
  const { id, revision, path, endpoint } = remote;
  const hub: HubAccess = { fetch: ports.fetch, endpoint, signal };
  const task = wanted ?? guessTask([`${id}/${path}`]);
  return fetchedOnce(ports.store, {
    revision,
    isSame: (from) => from.id === id && from.endpoint === endpoint && from.task?.path === path && from.task.kind === task,
    async referenceTo({ fingerprint, name }) {
      const [kept] = (await ports.store.asset(fingerprint)) ?? [];
      return kept === undefined ? null : referenceToTask(task, name, fingerprint, keptExamples(kept, name));
    },
    find: () => find(hub, remote),
    async take({ commit, files }) {
      const fetched: (FetchedFile & { readonly name: string })[] = [];
      for (const { file, place } of files) fetched.push({ name: file.name, ...(await fetchFile(hub, place, file, id, ports)) });
      const origin = { hub: { id, revision, commit, endpoint, task: { path, kind: task } }, folder: commit === "" ? id : `${id}@${commit}/${path}` };
      const reference = await importTask(fetched, task, ports, origin);
      for (const { forget } of fetched) await forget();
      return reference;
    },
  });
}

interface Found {
  /** Empty where there is none. */
  readonly commit: string;
  readonly files: readonly { readonly file: HubFile; readonly place: FilePlace }[];
}

/** Those to train on and to judge by; the others in the folder stay where they are. */
async function find(hub: HubAccess, { id, revision, path }: RemoteFile): Promise<Found> {
  if (revision === "") return { commit: "", files: [fileAt(id, "task")] };
  const { commit, files } = await listFiles(hub, { id, revision });
  const folder = `${path.replace(/\/+$/, "")}/`;
  const inside = files.filter(({ name }) => name === path || name.startsWith(folder));
  if (inside.length === 0) throw new Refused(`the data set ${shown(id)} has no folder or file ${shown(path)}, out of ${shown(files.map(({ name }) => name).join(", "))}`, "downstream");
  const { training, development, mismatched } = splitsOf(inside);
  const needed = [...training, ...(development ?? []), ...(mismatched ?? [])];
  return { commit, files: needed.map((file) => ({ file, place: placeOnHub(hub, { id, revision }, commit, file.name) })) };
}
