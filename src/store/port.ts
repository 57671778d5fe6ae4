import type { NamedFile } from "../base/files.ts";
import type { NamedTensors } from "../base/tensors.ts";
import type { Checkpoint } from "../study/checkpoint.ts";
import type { Study, StudyId, Trial } from "../study/study.ts";
import type { ImportRecord } from "./records.ts";

/**
 * Remembers studies, trials, checkpoints and imported files. All writes are durable when they resolve, and whole: a
 * write that fails leaves what was there. Values given and returned are copies, nobody else's to change.
 *
 * Saving @throws Refused when there is no room (the cache is given up first) or the value breaks its schema. Reading
 * leaves damaged records out, so that they do not hide the others, and `damaged` names them.
 */
export interface StudyStore {
  /** In order of creation. */
  studies(): Promise<readonly Study[]>;
  /** @returns undefined if there is none */
  study(id: StudyId): Promise<Study | undefined>;
  /** Adds the study's trials to those kept; a trial that has ended is not replaced by its running self. */
  saveStudy(study: Study): Promise<void>;
  /** Its trials, checkpoints, students and cached teacher outputs go with it; imported files stay. */
  deleteStudy(id: StudyId): Promise<void>;
  /** @throws Refused if there is no such study */
  saveTrial(id: StudyId, trial: Trial): Promise<void>;
  checkpoint(id: StudyId, trial: number): Promise<Checkpoint | undefined>;
  saveCheckpoint(id: StudyId, trial: number, checkpoint: Checkpoint): Promise<void>;
  deleteCheckpoint(id: StudyId, trial: number): Promise<void>;
  /** A finished student's parameters, for export and regular distillation. */
  student(id: StudyId, trial: number): Promise<NamedTensors | undefined>;
  saveStudent(id: StudyId, trial: number, student: NamedTensors): Promise<void>;
  /** Imported teachers and texts by fingerprint. */
  asset(fingerprint: string): Promise<readonly NamedFile[] | undefined>;
  saveAsset(fingerprint: string, files: readonly NamedFile[]): Promise<void>;
  /** Its record goes with it. */
  deleteAsset(fingerprint: string): Promise<void>;
  /** What the imported files are, oldest first; of those from before there were records nothing is said. */
  imports(): Promise<readonly ImportRecord[]>;
  saveImport(about: ImportRecord): Promise<void>;
  /** What has come of a file so far, undefined where nothing has. It outlives the page. */
  download(file: string): Promise<DownloadHead | undefined>;
  /** What has come of each file, by its name. */
  downloads(): Promise<ReadonlyMap<string, DownloadHead>>;
  addToDownload(file: string, about: Pick<DownloadHead, "version">, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** All parts in order; read from the disk where the browser keeps blobs there. */
  downloaded(file: string): Promise<Blob>;
  /** Forgets these files, and no others. */
  forgetDownloads(files: readonly string[]): Promise<void>;
  /** Bytes that deleting each study would give back, and what the browser still allows. */
  usage(): Promise<{ perStudy: ReadonlyMap<StudyId, number>; usedBytes: number; quotaBytes: number }>;
  /** Room that the teachers' outputs take, and may take. */
  outputs(): Promise<OutputsUsage>;
  /** Sets what they may take; what is over it is forgotten at once. */
  limitOutputs(limitBytes: number): Promise<void>;
  /** The damaged records met by readers so far. */
  damaged(): readonly DamagedRecord[];
  /** Deletes them; with a study that cannot be read goes all that belongs to it. */
  deleteDamaged(): Promise<void>;
}

/** What an imported teacher or text is, and where it came from. */
export type { ImportRecord } from "./records.ts";

/** What has come of a file that is being fetched. */
export interface DownloadHead {
  /** Names the file's content: what has come of another version is worth nothing. */
  readonly version: string;
  readonly parts: number;
  readonly receivedBytes: number;
}

/** Bytes of teachers' outputs on the disk. */
export interface OutputsUsage {
  readonly usedBytes: number;
  readonly limitBytes: number;
}

/**
 * Where a teacher's outputs on the study's fixed batches are kept, within the person's limit. A failing cache costs
 * time, never a study: its entries may vanish at any moment, and damaged ones count as vanished. A key is
 * `<owner>:<anything>/<entry>`; the owner is a study's id or a teacher's fingerprint. When a study is deleted, so are
 * the entries that no kept study and no teacher of one owns.
 */
export interface TeacherCache {
  read(key: string): Promise<ArrayBuffer | undefined>;
  /** Resolves false when it could not be kept (no room, or none within the limit); the teacher then runs live. */
  write(key: string, bytes: ArrayBuffer): Promise<boolean>;
}

/** A record that could not be read, and why. */
export interface DamagedRecord {
  /** `study "abc", trial 3` */
  readonly name: string;
  readonly message: string;
}

/** The whole store, as whoever opened it holds it. */
export interface KeptStore extends StudyStore, TeacherCache {
  close(): void;
}
