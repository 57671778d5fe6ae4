import type { CorpusReference, TaskReference, TeacherReference } from "../../../src/lab/port.ts";
import type { DownstreamName } from "../../../src/study/downstream.ts";
import type { PageLab } from "./page.ts";

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
const patienceMs = 1000;
/** Every tenth of the way is told. */
const lines = 10;

/** Waits for what is being fetched from a hub, and tells how far it is. @throws what fetching it throws */
export async function told<Reference>(lab: Pick<PageLab, "snapshot">, reference: Promise<Reference>, say: (line: string) => void): Promise<Reference> {
  const ended = reference.then(() => null, () => null);
  for (let [revision, told] = [-1, -1]; ; ) {
    const snapshot = await Promise.race([ended, lab.snapshot(revision, patienceMs)]);
    if (snapshot === null) return reference;
    revision = snapshot.revision;
    const now = snapshot.fetching;
    if (now === null) continue;
    const share = Math.floor((lines * now.receivedBytes) / (now.totalBytes ?? Infinity));
    if (share <= told) continue;
    told = share;
    say(`fetching ${now.name}: ${megabytes(now.receivedBytes)}${now.totalBytes === null ? "" : ` of ${megabytes(now.totalBytes)}`}, ${now.file}`);
  }
}

/** Fetches a teacher from a hub, and tells how far it is. @throws LabError */
export async function fetchTeacher(
  lab: Pick<PageLab, "importHubTeacher" | "snapshot">,
  { name, endpoint }: { readonly name: string; readonly endpoint: string },
  say: (line: string) => void,
): Promise<TeacherReference> {
  const reference = await told(lab, lab.importHubTeacher(name, endpoint), say);
  const { summary } = reference;
  const targets = summary.targets.length === 0 ? "hidden states alone" : summary.targets.map((target) => target.toUpperCase()).join(" and ");
  say(`teacher ${summary.name} (${summary.modelType}) teaches ${targets}`);
  return reference;
}

export interface Remote {
  /** `hub:datasets/…` or `https://…` */
  readonly address: string;
  readonly endpoint: string;
}

/** Fetches a text from a hub or any address, and tells how far it is. @throws LabError */
export async function fetchText(
  lab: Pick<PageLab, "importRemoteText" | "snapshot">,
  { address, endpoint }: Remote,
  column: string,
  say: (line: string) => void,
): Promise<CorpusReference> {
  const reference = await told(lab, lab.importRemoteText(address, column, endpoint), say);
  const { name, documents, sentences } = reference.summary;
  say(`text ${name}: ${documents} documents, ${sentences} sentences`);
  return reference;
}

/** Fetches a downstream task, and tells how far it is. @throws LabError */
export const fetchTask = (
  lab: Pick<PageLab, "importRemoteTask" | "snapshot">,
  { address, endpoint }: Remote,
  task: DownstreamName | null,
  say: (line: string) => void,
): Promise<TaskReference> => told(lab, lab.importRemoteTask(address, task, endpoint), say);
