/** From options to a study in the page's lab. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { messageOf } from "../../../src/base/errors.ts";
import { readStudies } from "../../../src/formats/read-studies.ts";
import { readStudyFile } from "../../../src/formats/study-file.ts";
import { adaptRequirements } from "../../../src/study/adapt.ts";
import type { DownstreamName } from "../../../src/study/downstream.ts";
import type { EarlierStudy } from "../../../src/study/earlier-study.ts";
import { usualFineTuning } from "../../../src/study/fine-tuning.ts";
import { defaultRequirements, type Requirements } from "../../../src/study/requirements.ts";
import { snapshotOf } from "../../../src/study/snapshot.ts";
import type { Study, StudyId } from "../../../src/study/study.ts";
import type { CorpusReference, TaskReference, TeacherReference } from "../../../src/lab/port.ts";
import type { Handover } from "./handover.ts";
import { UsageError, type StudyOptions } from "./options.ts";
import { fetchTask, fetchTeacher, fetchText, type Remote } from "./fetching.ts";
import type { OfferedFile, PageLab } from "./page.ts";

type Json = Readonly<Record<string, unknown>>;
const isRecord = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value);

function read<T>(option: string, file: string, parse: (text: string) => T): T {
  try {
    return parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new UsageError(`--${option} cannot be read: ${messageOf(error)}`);
  }
}

function readRequirements(file: string): Json {
  const value: unknown = read("requirements", file, JSON.parse);
  if (!isRecord(value)) throw new UsageError(`--requirements is not a JSON object: ${file}`);
  return value;
}

function statOf(option: string, path: string) {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) throw new UsageError(`--${option} does not exist: ${path}`);
  return found;
}

export interface FoundFile {
  /** As the page is to see it. */
  readonly name: string;
  readonly file: string;
}

const hubPrefix = "hub:";

/** A model on a hub. */
export interface HubModelName {
  readonly name: string;
  readonly endpoint: string;
}
const isRemote = (text: string) => text.startsWith(hubPrefix) || /^https?:/.test(text);

function findText(option: string, file: string, endpoint: string): FoundFile | Remote {
  if (isRemote(file)) return { address: file, endpoint };
  if (!statOf(option, file).isFile()) throw new UsageError(`--${option} is not a file: ${file}`);
  return { name: basename(file), file: resolve(file) };
}

/** Of a directory the name stays in front: it becomes the model's name. @throws UsageError */
export function findModel(option: string, given: string, endpoint: string): readonly FoundFile[] | HubModelName {
  if (given.startsWith(hubPrefix)) return { name: given.slice(hubPrefix.length), endpoint };
  if (!statOf(option, given).isDirectory()) throw new UsageError(`--${option} is not a directory: ${given}`);
  const files = readdirSync(given).filter((name) => /\.(json|txt|safetensors)$/i.test(name));
  const folder = basename(resolve(given));
  return files.map((name) => ({ name: `${folder}/${name}`, file: resolve(given, name) }));
}

export interface FoundTask {
  /** null: what the names tell. */
  readonly task: DownstreamName | null;
  readonly from: readonly FoundFile[] | Remote;
}

/** Everything of the person's that a study needs, as it lies on disk. */
export interface FoundMaterial {
  readonly teacher?: readonly FoundFile[] | HubModelName;
  readonly corpus?: FoundFile | Remote;
  readonly heldout?: FoundFile | Remote;
  /** Which column of a table holds the text. */
  readonly textColumn?: string;
  readonly tasks?: readonly FoundTask[];
  readonly requirements?: Json;
  /** What an earlier study found out. */
  readonly prior?: EarlierStudy;
  /** The study to go on with. */
  readonly kept?: Study;
}

/** A folder's files, or the file itself; the folder's name stays in front, for it tells what the task is. @throws UsageError */
export function findTask(path: string, task: DownstreamName | null, endpoint: string): FoundTask {
  if (isRemote(path)) return { task, from: { address: path, endpoint } };
  const folder = basename(resolve(path));
  if (!statOf("task", path).isDirectory()) return { task, from: [{ name: folder, file: resolve(path) }] };
  const names = readdirSync(path).filter((name) => statSync(join(path, name)).isFile());
  return { task, from: names.map((name) => ({ name: `${folder}/${name}`, file: resolve(path, name) })) };
}

function onlyStudy([study, ...more]: readonly Study[]): Study {
  if (study === undefined || more.length > 0) throw new Error(`it should hold one study, got ${more.length + (study ? 1 : 0)}`);
  return study;
}


/** Looks for the person's files before anything is started. @throws UsageError */
export function findMaterial({ tasks, teacher, endpoint = "", corpus, heldout, requirements, prior, resume, "text-column": textColumn }: StudyOptions): FoundMaterial {
  return {
    ...(teacher !== undefined && { teacher: findModel("teacher", teacher, endpoint) }),
    ...(corpus !== undefined && { corpus: findText("corpus", corpus, endpoint) }),
    ...(heldout !== undefined && { heldout: findText("heldout", heldout, endpoint) }),
    ...(textColumn !== undefined && { textColumn }),
    ...(tasks !== undefined && { tasks: tasks.map(({ path, task }) => findTask(path, task, endpoint)) }),
    ...(requirements !== undefined && { requirements: readRequirements(requirements) }),
    ...(prior !== undefined && { prior: read("prior", prior, (text) => snapshotOf(readStudyFile(text, prior))) }),
    ...(resume !== undefined && { kept: read("resume", resume, (text) => onlyStudy(readStudies(text, resume))) }),
  };
}

/** Where the page has to be allowed to read from, besides the usual hub. */
export function originsOf({ endpoint, corpus, heldout, tasks = [] }: StudyOptions): readonly string[] {
  const addresses = [endpoint, corpus, heldout, ...tasks.map(({ path }) => path)].filter((address) => address !== undefined && /^https?:/.test(address) && URL.canParse(address));
  return addresses.flatMap((address) => (address === undefined ? [] : new URL(address).origin));
}

export interface Imported {
  readonly teacher?: TeacherReference;
  readonly corpus?: CorpusReference;
  readonly heldout?: CorpusReference;
  readonly tasks?: readonly TaskReference[];
}

/** Hands the person's teacher and texts to the page. @throws LabError */
export async function importMaterial(lab: PageLab, found: FoundMaterial, handover: Handover, say: (line: string) => void): Promise<Imported> {
  const offer = ({ name, file }: FoundFile): OfferedFile => ({ name, path: handover.offer(file) });
  const { teacher, corpus, heldout, tasks, textColumn = "" } = found;
  const textOf = (text: FoundFile | Remote) => ("address" in text ? fetchText(lab, text, textColumn, say) : lab.importText(offer(text), textColumn));
  return {
    ...(teacher && { teacher: "name" in teacher ? await fetchTeacher(lab, teacher, say) : await lab.importTeacher(teacher.map(offer)) }),
    ...(corpus && { corpus: await textOf(corpus) }),
    ...(heldout && { heldout: await textOf(heldout) }),
    ...(tasks && { tasks: await importTasks(lab, tasks, offer, say) }),
  };
}

async function importTasks(lab: PageLab, tasks: readonly FoundTask[], offer: (file: FoundFile) => OfferedFile, say: (line: string) => void) {
  const imported: TaskReference[] = [];
  for (const { task, from } of tasks) {
    const reference = "address" in from ? await fetchTask(lab, from, task, say) : await lab.importTask(from.map(offer), task);
    const { training, development } = reference;
    say(`task ${reference.name} (${reference.task}): ${training} examples to train on, ${development === 0 ? "of which some are set aside" : `${development} to judge by`}`);
    imported.push(reference);
  }
  return imported;
}

/** The person's tasks, with what a file of requirements says of fine-tuning or what is usual, and what the options change. */
function downstreamOf({ fineTuning = {} }: StudyOptions, tasks: readonly TaskReference[], given: unknown): Json {
  const before = isRecord(given) ? given : {};
  const settings = isRecord(before["fineTuning"]) ? before["fineTuning"] : usualFineTuning;
  return { teacher: true, ...before, tasks: tasks.map(({ task, name, fingerprint }) => ({ task, name, fingerprint })), fineTuning: { ...settings, ...fineTuning } };
}

type Corpus = Extract<Requirements["corpus"], { readonly source: "imported" }>;

function corpusOf({ corpus, heldout }: Imported): Corpus | undefined {
  if (corpus === undefined) return undefined;
  const refer = ({ fingerprint, summary }: CorpusReference) => ({ name: summary.name, fingerprint });
  return { source: "imported", ...refer(corpus), heldout: heldout ? refer(heldout) : null };
}

/**
 * What the lab is asked for; it checks it. A file of requirements is taken as it is, without one the built-in study is
 * fitted to the teacher.
 */
export function wantedRequirements(
  options: StudyOptions,
  imported: Imported,
  { requirements: file, prior }: Pick<FoundMaterial, "requirements" | "prior">,
): Json {
  const { teacher } = imported;
  const fitted: Json = teacher
    ? { ...adaptRequirements(defaultRequirements, teacher.summary), name: `Students of ${teacher.summary.name}`.slice(0, 200) }
    : defaultRequirements;
  const base = file ?? fitted;
  const corpus = corpusOf(imported);
  const target = isRecord(base["target"]) ? base["target"] : {};
  return {
    ...base,
    ...(teacher && { teacher: { source: "imported", name: teacher.summary.name, fingerprint: teacher.fingerprint } }),
    ...(corpus && { corpus }),
    ...(imported.tasks && { downstream: downstreamOf(options, imported.tasks, base["downstream"]) }),
    ...(prior && { prior: [prior] }),
    ...(options.seed !== undefined && { seed: options.seed }),
    ...(options.budget && { budget: options.budget }),
    ...(options.backend !== undefined && { target: { ...target, backend: options.backend } }),
  };
}

/** A kept study must go on with what it began with. @throws UsageError */
function checkSame({ requirements }: Study, imported: Imported): void {
  for (const what of ["teacher", "corpus"] as const) {
    const [given, kept] = [imported[what], requirements[what]];
    if (given !== undefined && !(kept.source === "imported" && kept.fingerprint === given.fingerprint))
      throw new UsageError(`--${what} is not the one the study began with: ${given.fingerprint.slice(0, 12)}…`);
  }
}

/** The backend a session should be ready for. */
export function backendOf({ backend }: StudyOptions, { requirements, kept }: FoundMaterial): Requirements["target"]["backend"] {
  const target = kept?.requirements.target ?? requirements?.["target"];
  const wanted = isRecord(target) ? target["backend"] : undefined;
  return backend ?? (wanted === "webgpu" ? wanted : "auto");
}

/** Creates the study, or brings a kept one back. @throws UsageError · LabError */
export async function openStudy(lab: PageLab, options: StudyOptions, found: FoundMaterial, imported: Imported): Promise<StudyId> {
  const { kept } = found;
  if (kept === undefined) return lab.create(wantedRequirements(options, imported, found));
  checkSame(kept, imported);
  const { budget } = options;
  return lab.importStudy(budget ? { ...kept, requirements: { ...kept.requirements, budget } } : kept);
}
