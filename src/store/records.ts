/** What every store does with its records, wherever they lie: checks them, names them, counts them. */
import * as v from "valibot";
import { Refused } from "../base/errors.ts";
import type { NamedFile } from "../base/files.ts";
import { sizeOf, type NamedTensor, type NamedTensors } from "../base/tensors.ts";
import { downstreamNames } from "../study/downstream.ts";
import type { Checkpoint } from "../study/checkpoint.ts";
import { parse, shown } from "../study/parse.ts";
import { studySchema, teacherSummarySchema, trialSchema, type Study, type StudyId, type Trial } from "../study/study.ts";

const studyRecordSchema = v.omit(studySchema, ["trials"]);
export type StudyRecord = v.InferOutput<typeof studyRecordSchema>;
export type TrialKey = [study: StudyId, trial: number];
/** The owner of a checkpoint or student is its study; of a cached output, what its key begins with. */
export type SizeKey = [owner: string, kind: "checkpoint" | "student" | "cache", id: number | string];

export const nameOf = {
  study: (id: StudyId) => `study ${shown(id)}`,
  trial: ([study, trial]: TrialKey) => `study ${shown(study)}, trial ${trial}`,
  checkpoint: ([study, trial]: TrialKey) => `the checkpoint of study ${shown(study)}, trial ${trial}`,
  student: ([study, trial]: TrialKey) => `the student of study ${shown(study)}, trial ${trial}`,
  asset: (fingerprint: string) => `the imported files ${shown(fingerprint.slice(0, 12))}`,
  download: (file: string) => `a part of ${file}`,
};

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const tensorSchema = v.pipe(
  v.strictObject({ shape: v.array(count), data: v.instance(Float32Array) }),
  v.check(({ shape, data }) => sizeOf(shape) === data.length, "the shape disagrees with the values"),
);
const tensorsSchema = v.map(v.string(), tensorSchema);
const checkpointSchema = v.strictObject({ step: count, tensors: tensorsSchema });
const bytesSchema = v.custom<Uint8Array>((value) => value instanceof Uint8Array, "expected bytes");
const filesSchema = v.array(v.strictObject({ name: v.string(), bytes: bytesSchema }));

const importSchema = v.strictObject({
  fingerprint: v.string(),
  kind: v.picklist(["teacher", "text", "task"]),
  name: v.string(),
  sizeBytes: count,
  /** Milliseconds since 1970. */
  importedAt: count,
  /** Of what was fetched by its name, or by its address: that is the id then, and there is no commit. */
  hub: v.nullable(
    v.strictObject({
      id: v.string(),
      revision: v.string(),
      commit: v.string(),
      endpoint: v.string(),
      /** Of a text: which file it was, and which of its columns was asked for. */
      text: v.optional(v.strictObject({ path: v.string(), column: v.string() })),
      /** Of a task: which folder or file, and what it was read as. */
      task: v.optional(v.strictObject({ path: v.string(), kind: v.picklist(downstreamNames) })),
    }),
  ),
  /** Of a teacher, so that it need not be loaded again to be chosen. */
  teacher: v.nullable(teacherSummarySchema),
});
export type ImportRecord = v.InferOutput<typeof importSchema>;

export const checkImport = (about: unknown): ImportRecord => parse(importSchema, about, "the record of an import");

/** Oldest first; what cannot be read is left out, as the files themselves say what they are. */
export const inOrderOfImport = (records: readonly unknown[]): readonly ImportRecord[] =>
  records.filter((record) => v.is(importSchema, record)).toSorted((a, b) => a.importedAt - b.importedAt);

/** Checks untrusted records. @throws Refused naming `what` and the first wrong field */
export const check = {
  study: (value: unknown, what: string): StudyRecord => parse(studyRecordSchema, value, what),
  trial: (value: unknown, what: string, id: number): Trial => {
    const trial = parse(trialSchema, value, what);
    if (trial.id !== id) throw new Refused(`${what}: id is wrong: it should be ${id}, got ${trial.id}`, "id");
    return trial;
  },
  tensors: (value: unknown, what: string): NamedTensors => parse(tensorsSchema, value, what),
  checkpoint: (value: unknown, what: string): Checkpoint => parse(checkpointSchema, value, what),
  files: (value: unknown, what: string): readonly NamedFile[] => parse(filesSchema, value, what),
};

/** The teacher a kept study names, if its record can say so much. */
export function teacherOf(record: unknown): string | undefined {
  const named = v.safeParse(v.looseObject({ teacher: v.looseObject({ fingerprint: v.string() }) }), record);
  return named.success ? named.output.teacher.fingerprint : undefined;
}

/** A study and its readable trials, in order of their ids. */
export function assemble(record: StudyRecord, trials: readonly Trial[]): Study {
  return { ...record, trials: trials.toSorted((a, b) => a.id - b.id) };
}

export const inOrderOfCreation = (studies: readonly Study[]): readonly Study[] =>
  studies.toSorted((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));

/** A whole study may have been read before a trial ended; what ended stays ended. */
export function isStale(incoming: Trial, kept: { readonly finishedAt?: unknown } | undefined): boolean {
  return incoming.finishedAt === null && typeof kept?.finishedAt === "number";
}

/** Structured clone copies the whole buffer behind a view, so views are cut out of theirs. */
export function compactTensors(tensors: NamedTensors): Map<string, NamedTensor> {
  const compact = ({ shape, data }: NamedTensor) =>
    data.byteLength === data.buffer.byteLength ? { shape, data } : { shape, data: data.slice() };
  return new Map([...tensors].map(([name, tensor]) => [name, compact(tensor)]));
}

export function compactFiles(files: readonly NamedFile[]): NamedFile[] {
  return files.map(({ name, bytes }) => ({
    name,
    bytes: bytes.byteLength === bytes.buffer.byteLength ? bytes : new Uint8Array(bytes),
  }));
}

export function tensorBytes(tensors: NamedTensors): number {
  return [...tensors.values()].reduce((sum, { data }) => sum + data.byteLength, 0);
}

/** Bytes that deleting each study would give back. A teacher's outputs count only for the last of its studies. */
export function bytesPerStudy(
  studies: readonly { readonly id: StudyId; readonly teacher: string | undefined }[],
  sizes: Iterable<{ readonly owner: string; readonly size: number }>,
): Map<StudyId, number> {
  const perOwner = new Map<string, number>();
  for (const { owner, size } of sizes) perOwner.set(owner, (perOwner.get(owner) ?? 0) + size);
  return new Map(
    studies.map(({ id, teacher }) => {
      const isLast = teacher !== undefined && studies.filter((other) => other.teacher === teacher).length === 1;
      return [id, (perOwner.get(id) ?? 0) + (isLast ? (perOwner.get(teacher) ?? 0) : 0)];
    }),
  );
}

/** What to tell the person when there is no room. */
export function noRoom(what: string): Refused {
  return new Refused(
    "the browser's storage is full: delete a study or free space on the disk, then go on; " +
      `nothing saved so far is lost, but there was no room for ${what}`,
  );
}

export function noStudy(id: StudyId): Refused {
  return new Refused(`a trial needs its study, which is not kept here: ${shown(id)}`);
}
