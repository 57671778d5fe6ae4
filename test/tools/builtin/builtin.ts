import { trainVocabulary } from "../../../src/data/vocabulary.ts";
import { deriveSeed } from "../../../src/base/random.ts";
import { generateCorpus } from "./corpus.ts";

const seed = 1;
const corpusBytes = 1_150_000;
const heldoutBytes = 110_000;
/** Enough for nearly every word of the corpus to be one piece. */
const vocabularySize = 1536;

/** The files of public/builtin/ that are generated, by name. */
export function generateBuiltin(): ReadonlyMap<string, string> {
  const corpus = generateCorpus(seed, corpusBytes);
  const seen = new Set(corpus.trimEnd().split("\n\n"));
  return new Map([
    ["corpus.txt", corpus],
    ["heldout.txt", generateCorpus(deriveSeed(seed, "heldout"), heldoutBytes, seen)],
    ["vocab.txt", `${trainVocabulary(corpus.split("\n"), vocabularySize).join("\n")}\n`],
  ]);
}
