import type { NamedTensors } from "../base/tensors.ts";
import type { NamedFile } from "../base/files.ts";
import type { Checkpoint } from "../study/checkpoint.ts";
import type { Device } from "../study/device.ts";
import type { Architecture } from "../study/architecture.ts";
import type { Estimate, Measurement, Timing } from "../study/measurement.ts";
import type { DownstreamName } from "../study/downstream.ts";
import type { FineTuning, FinishedRun, GridPlace } from "../study/fine-tuning.ts";
import type { Requirements } from "../study/requirements.ts";
import type { CorpusSummary, CurvePoint, Forecast, Study, StudyId, Suggestion, TeacherSummary } from "../study/study.ts";
import type { Template } from "../study/templates/template.ts";
import type { MemoryLimits } from "../study/training-memory.ts";
import type { TokenisedDocuments } from "../data/corpus.ts";
import type { Tokenizer } from "../data/tokenizer.ts";
import type { Progress, Recipe } from "../distill/port.ts";
import type { ServingReferencesMs } from "../evaluate/serving.ts";
import type { Precision } from "../formats/onnx/precision.ts";
import type { MobileBertConfig } from "../model/mobilebert-config.ts";
import type { StudyExplanation, Why } from "../search/index.ts";
import type { DamagedRecord, ImportRecord, OutputsUsage } from "../store/port.ts";

import type { FineTuneProgress } from "./downstream/fine-tune.ts";
import type { PreparedTask } from "./downstream/prepare-task.ts";
import type { HubClient, PushDraft, PushedModel, PushingStatus, PushTarget, PushWish, SignInOutcome, SignInStart, UnfinishedDownload } from "./hub/port.ts";

export type { Precision } from "../formats/onnx/precision.ts";
export type { StudyExplanation, Why } from "../search/index.ts";
export type { HubClient, PushDraft, PushedModel, PushingStatus, PushTarget, PushWish, SignedIn, UnfinishedDownload } from "./hub/port.ts";

/** Model exploration, in its own worker. Pure functions: the same study and seed give the same answer. */
export interface Searcher {
  suggest(study: Study, count: number, seed: number): Promise<readonly Suggestion[]>;
  /**
   * What becomes of a running trial, by its curve before this share of its distillation; null while too little is known.
   */
  outlook(study: Study, trial: number, share: number, seed: number): Promise<Forecast | null>;
  /** What the search has learned so far, and would try next. */
  explain(study: Study, seed: number): Promise<StudyExplanation>;
  /** What was expected of a trial before it began; null where the study has no such trial. */
  why(study: Study, trial: number, seed: number): Promise<Why | null>;
}

/** Says what model exploration has learned from a study, be it kept here or not. */
export interface Explainer {
  explain(study: Study): Promise<StudyExplanation>;
  why(study: Study, trial: number): Promise<Why | null>;
}

/** What a study is about: everything the workbench needs to begin. */
export interface Material {
  readonly teacherFiles: readonly NamedFile[];
  /** Tokenised once by the lab, with the teacher's own tokenizer. */
  readonly training: TokenisedDocuments;
  readonly heldout: TokenisedDocuments;
  /** Names the teacher's cached outputs: equal keys, equal teacher, text, schedule and seed. */
  readonly cacheKey: string;
}

/** Text for training a teacher, and the vocabulary trained on it. */
export interface PretrainingMaterial {
  readonly training: TokenisedDocuments;
  readonly heldout: TokenisedDocuments;
  readonly special: Tokenizer["special"];
}

/** What is fine-tuned: the student in training, a model of a person's own, or a student that is kept. */
export type FineTuneSubject =
  | { readonly kind: "student" }
  | { readonly kind: "files"; readonly files: readonly NamedFile[] }
  | { readonly kind: "kept"; readonly config: MobileBertConfig; readonly tensors: NamedTensors };

/** A network to be timed without training it (seeded random weights). */
export type BenchmarkSubject =
  | { readonly kind: "mobilebert"; readonly name: string; readonly architecture: Architecture; readonly template: Template }
  | {
      readonly kind: "bert";
      readonly name: string;
      readonly layers: number;
      readonly hiddenSize: number;
      readonly heads: number;
      readonly intermediateSize: number;
    };

export interface BenchmarkResult {
  readonly name: string;
  readonly parameters: number;
  readonly flops: number;
  /** Latency relative to the reference of the same session, and in milliseconds. */
  readonly latencyMs: Estimate;
  readonly ratio: Estimate;
  readonly timing: Timing;
  readonly device: Device;
}

/** What the reference student took when a session began: its later times are told at that pace, so that they compare. */
export interface SessionReference {
  readonly deviceKey: string;
  readonly milliseconds: number;
}

/**
 * Everything that owns the GPU, in its own worker; it lives for one trial. Calls come one after another.
 * @throws Unsupported · Refused · Diverged · Lost as in base/errors.ts
 */
export interface Workbench {
  /** Chooses the backend and says which and why. */
  device(backend: Requirements["target"]["backend"]): Promise<Device>;
  /** What that backend has room for; a GPU is asked for no more than the bytes wanted. */
  limits(wantedBytes: number): Promise<MemoryLimits>;
  /** Reads and checks a teacher, and says what it is. @throws Refused naming the file, tensor or field */
  inspectTeacher(files: readonly NamedFile[]): Promise<Omit<TeacherSummary, "name" | "fingerprint">>;
  /** Loads the teacher and the text. Must come before `begin`. */
  prepare(requirements: Requirements, material: Material): Promise<void>;
  begin(recipe: Recipe, checkpoint: Checkpoint | null): Promise<void>;
  advance(budgetMs: number): Promise<Progress>;
  checkpoint(): Promise<Checkpoint>;
  student(): Promise<NamedTensors>;
  /**
   * Accuracies on held-out text, latency, sizes of the student being trained.
   * @param sessionReferenceMs the reference student's latency at the study's first measurement on this device
   * @param servingReferencesMs the same in each other runtime
   */
  evaluate(sessionReferenceMs: number | null, servingReferencesMs: ServingReferencesMs): Promise<Measurement>;
  /** Accuracies on a study's held-out text of an ONNX model that was made of one of its students. */
  onnxAccuracy(requirements: Requirements, material: Pick<Material, "teacherFiles" | "heldout">, model: Uint8Array): Promise<Measurement["metrics"]>;
  /** Takes the examples of a downstream task; they stay until the next ones come. */
  prepareTask(task: PreparedTask): Promise<void>;
  /** Begins one run on them; what was being fine-tuned before is given up. */
  beginFineTuning(subject: FineTuneSubject, settings: FineTuning, place: Pick<GridPlace, "learningRate" | "seed">): Promise<void>;
  /** Goes on for about `budgetMs` milliseconds, or to the end, with which the run comes. @throws Diverged */
  advanceFineTuning(budgetMs: number): Promise<FineTuneProgress & { readonly run: FinishedRun | null }>;
  /** The network that a run has come to, with its head. */
  fineTuned(): Promise<NamedTensors>;
  /** Times one network; the reference student is timed in the same session. */
  /** @param sessionReferenceMs as in `evaluate` */
  benchmark(subject: BenchmarkSubject, target: Requirements["target"], sessionReferenceMs: number | null): Promise<BenchmarkResult>;
  /** Trains a teacher of its own on text; afterwards `advance`, `checkpoint` and `student` are about it. */
  beginPretraining(options: PretrainingOptions, material: PretrainingMaterial, checkpoint: Checkpoint | null): Promise<void>;
  /** Accuracies of the teacher in training on held-out text. */
  evaluatePretraining(): Promise<Measurement>;
  /** Bytes of tensors alive, and allocated by the backend; whether some of the teacher's outputs found no room on the disk. */
  memory(): Promise<{ liveBytes: number; allocatedBytes: number; teacherRunsLive: boolean }>;
  /** Tells whether the page can be seen; latency samples taken while it cannot are discarded. */
  visibility(visible: boolean): Promise<void>;
}

export type { DamagedRecord, ImportRecord, OutputsUsage, StudyStore } from "../store/port.ts";

/** Where the running study is, for drawing. */
export interface RunStatus {
  readonly studyId: StudyId;
  readonly phase: "preparing" | "exploring" | "distilling" | "evaluating" | "fineTuning" | "saving" | "paused";
  readonly trialId: number | null;
  readonly progress: Omit<Progress, "points"> | null;
  readonly fineTuning: FineTuningStatus | null;
  /** The running trial's curve so far. */
  readonly curve: readonly CurvePoint[];
  readonly stepsPerSecond: number | null;
  readonly trialEtaSeconds: number | null;
  readonly studyEtaSeconds: number | null;
  readonly liveBytes: number | null;
  readonly allocatedBytes: number | null;
  /** Things the person should know: "the teacher runs live, its outputs do not fit on disk". */
  readonly notes: readonly string[];
}

/** Where fine-tuning is: of the student that was just measured, or of the teacher. */
export interface FineTuningStatus extends FineTuneProgress {
  readonly subject: "student" | "teacher";
  readonly task: DownstreamName;
  readonly learningRate: number;
  /** Runs that are done, of all that the scores take. */
  readonly done: number;
  readonly of: number;
}

export interface StudySummary {
  readonly id: StudyId;
  readonly name: string;
  readonly createdAt: number;
  readonly trials: number;
  readonly budget: Requirements["budget"];
  readonly state: "running" | "unfinished" | "finished";
  readonly device: Device | null;
  readonly bestAccuracy: number | null;
  readonly sizeBytes: number;
}

/** What the page draws; a new `revision` each time anything in it changed. */
export interface Snapshot {
  readonly revision: number;
  readonly device: Device | null;
  readonly run: RunStatus | null;
  /** Changes whenever the running study's trials change; fetch it then. */
  readonly studyRevision: number;
  readonly pretraining: PretrainingStatus | null;
  /** What is being fine-tuned for an export. */
  readonly fineTuning: FineTuningStatus | null;
  /** What is being fetched from a hub. */
  readonly fetching: FetchingStatus | null;
  /** What is being pushed to a hub. */
  readonly pushing: PushingStatus | null;
  /** The last failure of a run, in words for the person; cleared when a run starts. */
  readonly failure: string | null;
}

export interface PretrainingStatus {
  readonly state: "running" | "finished" | "failed" | "stopped";
  readonly step: number;
  readonly steps: number;
  readonly loss: number | null;
  readonly etaSeconds: number | null;
  readonly heldoutMlmAccuracy: number | null;
  readonly heldoutNspAccuracy: number | null;
  readonly message: string | null;
  /** The finished teacher, imported. */
  readonly teacher: TeacherReference | null;
}

/** A teacher on its way here. */
export interface FetchingStatus {
  readonly name: string;
  /** The one of its files that is coming. */
  readonly file: string;
  /** Of all its files; the total is null while it is not known. */
  readonly receivedBytes: number;
  readonly totalBytes: number | null;
}

export interface TeacherReference {
  readonly fingerprint: string;
  readonly summary: TeacherSummary;
}

/** A text as a person has it; it may be larger than memory. */
export interface TextFile {
  readonly name: string;
  readonly content: Blob;
}

export interface TaskReference {
  readonly task: DownstreamName;
  readonly name: string;
  readonly fingerprint: string;
  /** Examples to train on, and those that came along to judge by. */
  readonly training: number;
  readonly development: number;
  /** Names of the classes; none where something else is predicted. */
  readonly labels: readonly string[];
}

export interface CorpusReference {
  readonly fingerprint: string;
  readonly summary: CorpusSummary;
}

/** The whole product behind one port, in the lab worker; the page and `npm run study` both speak to it. */
export interface Lab {
  /** Resolves when `revision` is newer than `after`, or after `waitMs`. */
  snapshot(after: number, waitMs: number): Promise<Snapshot>;
  /** Tells whether the page can be seen; latency samples taken while it cannot are discarded. */
  visibility(visible: boolean): Promise<void>;
  device(backend: Requirements["target"]["backend"]): Promise<Device>;
  /** What the built-in teacher and corpus are. */
  builtin(): Promise<{ teacher: TeacherSummary; corpus: CorpusSummary }>;

  studies(): Promise<readonly StudySummary[]>;
  study(id: StudyId): Promise<Study>;
  /** What could not be read so far, and was left out. */
  damaged(): Promise<readonly DamagedRecord[]>;
  /** Deletes what could not be read, for good. */
  removeDamaged(): Promise<void>;
  /** What the teachers' outputs take on the disk, and may take. */
  outputs(): Promise<OutputsUsage>;
  /** Sets what they may take; what is over it is forgotten. @throws Refused where it is no number of bytes */
  limitOutputs(limitBytes: number): Promise<void>;
  /** @throws Refused with the offending field */
  create(requirements: unknown): Promise<StudyId>;
  rename(id: StudyId, name: string): Promise<void>;
  duplicate(id: StudyId): Promise<StudyId>;
  remove(id: StudyId): Promise<void>;
  /** Merges into a study of the same id, or keeps a new one. */
  importStudy(study: unknown): Promise<StudyId>;

  /** Starts or resumes; one study runs at a time. */
  run(id: StudyId): Promise<void>;
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Gives up the running trial; the study goes on. */
  skipTrial(): Promise<void>;
  /** Stops the run after saving a checkpoint. */
  stop(): Promise<void>;
  /** Regular distillation of a finished trial; runs like a trial. */
  distillRegularly(id: StudyId, trial: number): Promise<void>;

  importTeacher(files: readonly NamedFile[]): Promise<TeacherReference>;
  /**
   * Fetches a teacher from a hub, or takes the one that is kept here; `Snapshot.fetching` tells how far it is. What has
   * come stays when it is cancelled or fails, and the next call goes on from there.
   * @param name `owner/name[@revision]` @param endpoint of a mirror; empty for the usual one
   * @throws Refused in words for the person · Cancelled
   */
  importHubTeacher(name: string, endpoint: string): Promise<TeacherReference>;
  /**
   * Fetches a text, in the same way: a file of a data set on a hub, or one at any address.
   * @param address `hub:datasets/owner/name[@revision]/path/to/file`, or `https://…` @param column as for `importText`
   * @param endpoint as above
   * @throws Refused in words for the person · Cancelled
   */
  importRemoteText(address: string, column: string, endpoint: string): Promise<CorpusReference>;
  /**
   * Fetches a downstream task, in the same way.
   * @param address `hub:datasets/owner/name[@revision]/folder`, whose files tell by their names what they are, or a file
   * @param task null: what the names tell
   * @throws Refused naming file, line or row, and value · Cancelled
   */
  importRemoteTask(address: string, task: DownstreamName | null, endpoint: string): Promise<TaskReference>;
  cancelFetching(): Promise<void>;
  /** What has come of what was not fetched to the end. */
  unfinishedDownloads(): Promise<readonly UnfinishedDownload[]>;
  /** Forgets it. @throws Refused while anything is fetched, in whichever tab: it may be needed */
  removeUnfinished(files: readonly string[]): Promise<void>;
  /**
   * Keeps a text: plain, JSON Lines, CSV, TSV or Parquet, compressed by gzip or not, streamed and never held whole.
   * @param column that holds the text of a table; empty for the usual names
   */
  importText(file: TextFile, column: string): Promise<CorpusReference>;
  /**
   * Keeps the examples of a downstream task: GLUE's files, SQuAD's, or a person's own with two columns.
   * @param task null: what the files' names tell
   * @throws Refused naming file, line or row, and value
   */
  importTask(files: readonly TextFile[], task: DownstreamName | null): Promise<TaskReference>;
  /** Imported teachers, texts and tasks that are kept here, oldest first. */
  imports(): Promise<readonly ImportRecord[]>;
  /** Forgets one; studies of it can be looked at, but not gone on with until it is imported again. */
  removeImport(fingerprint: string): Promise<void>;
  /** Trains a teacher on an imported text. */
  pretrain(text: { fingerprint: string; name: string }, options: PretrainingOptions): Promise<void>;
  /** Stops training the teacher; its last checkpoint stays. Resolves when it has stopped, or is finished already. */
  cancelPretraining(): Promise<void>;

  /** What the search has learned from a study so far. Waits while a student is being timed. */
  explain(id: StudyId): Promise<StudyExplanation>;
  /** What was expected of a trial before it began; null where there is no such trial. Waits as `explain` does. */
  why(id: StudyId, trial: number): Promise<Why | null>;

  /** A student as a Hugging Face directory, and as ONNX models in it where some are asked for. */
  exportStudent(id: StudyId, trial: number, onnx?: readonly Precision[]): Promise<readonly NamedFile[]>;
  /**
   * Sends the same files, or those of `exportFineTuned`, to a repository on a hub, as one commit; `Snapshot.pushing` tells
   * how far it is. The hub is asked first, so that no fine-tuning is in vain.
   * @throws as these do · Refused by the hub · Cancelled after `cancelPushing`
   */
  pushStudent(id: StudyId, trial: number, wish: PushWish, target: PushTarget): Promise<PushedModel>;
  cancelPushing(): Promise<void>;
  /** The way to the hub of a push, to sign in there. @param returnTo the page's address @throws Refused */
  beginSignIn(client: HubClient, draft: PushDraft, returnTo: string): Promise<SignInStart>;
  /**
   * @param answer the query that the hub has added to the page's address
   * @param kept as `beginSignIn` gave it; null where it is lost
   * @throws Refused where this page has not asked for that answer
   */
  finishSignIn(answer: string, kept: string | null): Promise<SignInOutcome>;
  /**
   * What a student's ONNX model in a precision still gets right, on the study's held-out text. Not while a study runs.
   * @throws Refused if one does, or if the student is not kept here
   */
  onnxAccuracy(id: StudyId, trial: number, precision: Precision): Promise<Measurement["metrics"]>;
  /**
   * Fine-tunes a student once more, as the study did where it did best on a task, and gives it with its head as a Hugging
   * Face directory, with ONNX models in it where some are asked for; null: the study's teacher, of which none are made.
   * Not while a study runs; `Snapshot.fineTuning` tells how far it is.
   * @throws Refused if one does, or if the student is not kept here · Cancelled after `cancelFineTuning`
   */
  exportFineTuned(id: StudyId, trial: number | null, task: DownstreamName, onnx?: readonly Precision[]): Promise<readonly NamedFile[]>;
  cancelFineTuning(): Promise<void>;
  /**
   * Times a network; not while a study runs.
   * @param session what its times are to compare with; null, or another device's: a session begins with this one
   * @throws Refused if a study runs · Cancelled after `cancelBenchmark`
   */
  benchmark(subject: BenchmarkSubject, target: Requirements["target"], session: SessionReference | null): Promise<BenchmarkResult>;
  /** Gives up the network that is being timed. */
  cancelBenchmark(): Promise<void>;
}

export interface PretrainingOptions {
  readonly layers: number;
  readonly hiddenSize: number;
  readonly heads: number;
  readonly intermediateSize: number;
  readonly vocabSize: number;
  readonly sequenceLength: number;
  readonly batchSize: number;
  readonly steps: number;
  readonly learningRate: number;
  readonly seed: number;
}
