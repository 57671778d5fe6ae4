import { fingerprintOf } from "../base/fingerprint.ts";
import type { Requirements } from "../study/requirements.ts";

/** Of how outputs are computed and written down; to be raised when either changes. */
const version = 1;

/**
 * Names a teacher's outputs on a study's batches: equal names, equal outputs. It covers the teacher with its tokenizer,
 * the documents trained on, and what cuts, pairs and masks them. Step counts are left out: batch i is the same however
 * many there are.
 * @param teacher its fingerprint @param text fingerprint of the text
 */
export async function outputsKey(teacher: string, text: string, { corpus, tasks, schedule, seed }: Requirements): Promise<string> {
  const { batchSize, sequenceLength, maskProbability } = schedule;
  // Where a text has no held-out text of its own, some of its documents are set aside.
  const isWhole = corpus.source === "builtin" || corpus.heldout !== null;
  const shapes = { version, text, isWhole, pairs: tasks.includes("nsp"), batchSize, sequenceLength, maskProbability, seed };
  const bytes = new TextEncoder().encode(JSON.stringify(shapes));
  return `${teacher}:${await fingerprintOf([{ name: "batches", bytes }])}`;
}
