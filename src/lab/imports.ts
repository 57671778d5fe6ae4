import type { NamedFile } from "../base/files.ts";
import { fingerprintOf } from "../base/fingerprint.ts";
import { decodeText, parseCorpus } from "../data/corpus.ts";
import type { TeacherSummary } from "../study/study.ts";
import { downstreamFacts, type DownstreamName } from "../study/downstream.ts";
import type { TaskExamples } from "../study/examples.ts";
import type { ImportRecord } from "../store/port.ts";
import type { StreamedFile } from "../formats/text/lines.ts";
import type { CorpusReference, TaskReference, TeacherReference } from "./port.ts";
import type { ImportPorts } from "./ports.ts";
import { taskFileName } from "./downstream/task-source.ts";

/** The files of a Hugging Face directory that a teacher needs; anything else a person picked is not kept. */
const teacherFileNames = /(^|\/)(config\.json|model(-\d+-of-\d+)?\.safetensors|model\.safetensors\.index\.json|tokenizer\.json|tokenizer_config\.json|vocab\.txt|special_tokens_map\.json)$/i;

/** Checks a teacher in a workbench and keeps its files. @throws Refused naming the file, tensor or field */
export async function importTeacher(files: readonly NamedFile[], ports: ImportPorts): Promise<TeacherReference> {
  const kept = files.filter(({ name }) => teacherFileNames.test(name)).map(withoutFolder);
  // Nothing fits: let the reader of the format say what is missing.
  const summary = await inspect(kept.length > 0 ? kept : files, folderOf(files) ?? "Imported teacher", ports);
  await ports.store.saveAsset(summary.fingerprint, kept);
  const { fingerprint, name } = summary;
  const sizeBytes = kept.reduce((sum, { bytes }) => sum + bytes.byteLength, 0);
  await ports.store.saveImport({ fingerprint, kind: "teacher", name, sizeBytes, importedAt: ports.now(), hub: null, teacher: summary });
  return { fingerprint: summary.fingerprint, summary };
}

/** What a teacher is, read by a workbench, which alone loads networks. */
export async function inspect(files: readonly NamedFile[], name: string, ports: ImportPorts): Promise<TeacherSummary> {
  const hired = ports.hireWorkbench();
  try {
    return { name, fingerprint: await fingerprintOf(files), ...(await hired.port.inspectTeacher(files)) };
  } finally {
    hired.dismiss();
  }
}

/** A file, here or on a server. */
interface Source {
  readonly name: string;
  readonly content: StreamedFile;
}

/** Where something was fetched from, and what stands before its name then. */
interface Origin {
  readonly hub: ImportRecord["hub"];
  readonly folder: string;
}
const here: Origin = { hub: null, folder: "" };

/**
 * Checks and keeps a text.
 * @throws Refused if it is empty or binary, or naming the line or column that is wrong
 */
export async function importText(file: Source, column: string, ports: ImportPorts, from: Origin = here): Promise<CorpusReference> {
  const read = await plainText(file, column);
  const plain = { ...read, name: `${from.folder}${read.name}`.slice(0, 200) };
  const reference = await referenceToText(plain);
  const { fingerprint, summary } = reference;
  await ports.store.saveAsset(fingerprint, [plain]);
  await ports.store.saveImport({ fingerprint, kind: "text", name: plain.name, sizeBytes: summary.sizeBytes, importedAt: ports.now(), hub: from.hub, teacher: null });
  return reference;
}

/** @throws Refused if the text is empty or binary */
export async function referenceToText(plain: NamedFile): Promise<CorpusReference> {
  const documents = parseCorpus(decodeText(plain.bytes, plain.name), plain.name);
  const fingerprint = await fingerprintOf([plain]);
  const sentences = documents.reduce((sum, document) => sum + document.length, 0);
  const counts = { documents: documents.length, sentences, sizeBytes: plain.bytes.byteLength, heldoutDocuments: 0 };
  return { fingerprint, summary: { name: plain.name, fingerprint, ...counts } };
}

/** Plain text as it is; anything else as plain text, and of what is too long a part. */
async function plainText({ name: path, content }: Source, column: string): Promise<NamedFile> {
  const name = path.replace(/^.*[/\\]/, "");
  const { isPlainText, readText } = await import("../formats/text/read-text.ts");
  if (await isPlainText(content, name)) return { name, bytes: new Uint8Array(await content.slice().arrayBuffer()) };
  const { text, documents } = await readText(content, name, column);
  const part = documents.kept < documents.seen ? `, ${documents.kept} of ${documents.seen} documents` : "";
  return { name: `${name}${column === "" ? "" : `, ${column}`}${part}`.slice(0, 200), bytes: new TextEncoder().encode(text) };
}

/**
 * Checks and keeps the examples of a downstream task.
 * @throws Refused naming file, line or row, and value
 */
export async function importTask(files: readonly Source[], wanted: DownstreamName | null, ports: ImportPorts, from: Origin = here): Promise<TaskReference> {
  const { guessTask, readTask } = await import("../formats/tasks/read-task.ts");
  const task = wanted ?? guessTask(files.map(({ name }) => name));
  const examples = await readTask(task, files);
  const kept = { name: taskFileName, bytes: new TextEncoder().encode(JSON.stringify(examples)) };
  const fingerprint = await fingerprintOf([kept]);
  await ports.store.saveAsset(fingerprint, [kept]);
  const folder = from.folder || (folderOf(files) ?? files[0]?.name.replace(/^.*[/\\]/, "") ?? "");
  const { label } = downstreamFacts(task);
  const name = (folder === label ? label : `${label}, ${folder}`).slice(0, 200);
  await ports.store.saveImport({ fingerprint, kind: "task", name, sizeBytes: kept.bytes.byteLength, importedAt: ports.now(), hub: from.hub, teacher: null });
  return referenceToTask(task, name, fingerprint, examples);
}

export function referenceToTask(task: DownstreamName, name: string, fingerprint: string, examples: TaskExamples): TaskReference {
  const development = examples.development?.length ?? 0;
  return { task, name, fingerprint, training: examples.training.length, development, labels: examples.kind === "sentences" ? examples.labels : [] };
}

const withoutFolder = (file: NamedFile): NamedFile => ({ ...file, name: file.name.replace(/^.*[/\\]/, "") });

function folderOf(files: readonly { readonly name: string }[]): string | undefined {
  return files.map(({ name }) => name.split("/").at(-2)).find((folder) => folder !== undefined && folder !== "");
}
