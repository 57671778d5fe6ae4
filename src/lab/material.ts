import { Refused } from "../base/errors.ts";
import type { NamedFile } from "../base/files.ts";
import { fingerprintOf } from "../base/fingerprint.ts";
import { decodeText, type Document, parseCorpus, splitHeldout, type TokenisedDocuments, tokenise } from "../data/corpus.ts";
import { createTokenizer, type Tokenizer } from "../data/tokenizer.ts";
import { readTokenizer } from "../formats/hugging-face.ts";
import type { StudyStore } from "../store/port.ts";
import type { Requirements } from "../study/requirements.ts";
import type { CorpusSummary, TeacherSummary } from "../study/study.ts";
import { outputsKey } from "./outputs-key.ts";
import type { Material } from "./port.ts";
import type { LabPorts } from "./ports.ts";

/** What is shipped under `builtin/`. */
export const builtinTeacherFiles = ["config.json", "model.safetensors", "tokenizer_config.json", "vocab.txt"] as const;
const builtinCorpus = "corpus.txt";
const builtinHeldout = "heldout.txt";
/** What the others are, so that opening the page downloads neither the teacher nor the text. */
export const builtinAbout = "about.json";
export const builtinTeacherName = "Built-in teacher";

/** Documents set aside for evaluation when the person brings no held-out text. */
const heldoutShare = 0.05;

export type TeacherChoice = Requirements["teacher"];
export type CorpusChoice = Requirements["corpus"];

/** The files of a teacher, from the page's own folder or from the store. @throws Refused if it is not kept here */
export async function teacherFiles(teacher: TeacherChoice, ports: Pick<LabPorts, "builtinFile" | "store">): Promise<readonly NamedFile[]> {
  if (teacher.source === "imported") return asset(teacher.name, teacher.fingerprint, ports.store);
  return Promise.all(builtinTeacherFiles.map(async (name) => ({ name, bytes: await ports.builtinFile(name) })));
}

/** A text cut into training and held-out documents. */
export interface Text {
  readonly name: string;
  readonly fingerprint: string;
  readonly sizeBytes: number;
  readonly training: readonly Document[];
  readonly heldout: readonly Document[];
}

export async function readCorpus(corpus: CorpusChoice, seed: number, ports: Pick<LabPorts, "builtinFile" | "store">): Promise<Text> {
  if (corpus.source === "builtin") {
    const [training, heldout] = await Promise.all([ports.builtinFile(builtinCorpus), ports.builtinFile(builtinHeldout)]);
    return textOf({ name: "Built-in corpus", bytes: training }, { name: builtinHeldout, bytes: heldout }, seed);
  }
  const [training] = await asset(corpus.name, corpus.fingerprint, ports.store);
  const [heldout] = corpus.heldout ? await asset(corpus.heldout.name, corpus.heldout.fingerprint, ports.store) : [];
  if (!training) throw new Refused(`the text "${corpus.name}" is empty`, "corpus");
  return textOf({ ...training, name: corpus.name }, heldout ?? null, seed);
}

async function textOf(file: NamedFile, heldoutFile: NamedFile | null, seed: number): Promise<Text> {
  const documents = parseCorpus(decodeText(file.bytes, file.name), file.name);
  const common = { name: file.name, fingerprint: await fingerprintOf([file]), sizeBytes: file.bytes.byteLength };
  if (heldoutFile) {
    const heldout = parseCorpus(decodeText(heldoutFile.bytes, heldoutFile.name), heldoutFile.name);
    return { ...common, training: documents, heldout };
  }
  return { ...common, ...splitHeldout(documents, seed, heldoutShare) };
}

export function corpusSummary(text: Text): CorpusSummary {
  const { name, fingerprint, sizeBytes, training, heldout } = text;
  const sentences = training.reduce((sum, document) => sum + document.length, 0);
  return { name, fingerprint, sizeBytes, documents: training.length, sentences, heldoutDocuments: heldout.length };
}

/** Text in the ids of one tokenizer. */
export interface TokenisedText {
  readonly training: TokenisedDocuments;
  readonly heldout: TokenisedDocuments;
}

export function tokeniseText(text: Text, tokenizer: Tokenizer): TokenisedText {
  return { training: tokenise(text.training, tokenizer), heldout: tokenise(text.heldout, tokenizer) };
}

/** Everything a workbench needs for this study. The tokenised text is shared by all its trials. */
export async function studyMaterial(
  requirements: Requirements,
  teacher: TeacherSummary,
  ports: Pick<LabPorts, "builtinFile" | "store">,
): Promise<Material> {
  const files = await teacherFiles(requirements.teacher, ports);
  const text = await readCorpus(requirements.corpus, requirements.seed, ports);
  const tokenizer = createTokenizer(readTokenizer(files));
  const cacheKey = await outputsKey(teacher.fingerprint, text.fingerprint, requirements);
  return { teacherFiles: files, ...tokeniseText(text, tokenizer), cacheKey };
}

async function asset(name: string, fingerprint: string, store: StudyStore): Promise<readonly NamedFile[]> {
  const files = await store.asset(fingerprint);
  if (files) return files;
  throw new Refused(`"${name}" is not kept in this browser; pick its files again (fingerprint ${fingerprint.slice(0, 12)}…)`);
}
