/**
 * A WordPiece vocabulary from text: byte-pair merges counted on words (Sennrich et al., arXiv 1508.07909), with the
 * pieces inside a word marked "##", as Hugging Face's WordPiece trainer does it.
 */
import { BertNormalizer, BertPreTokenizer } from "@huggingface/tokenizers";
import { Refused } from "../base/errors.ts";
import { continuation, mergePieces } from "./merges.ts";
import { forNormalizer, specialTokens } from "./tokenizer.ts";

export interface VocabularyOptions {
  readonly lowerCase: boolean;
  /** Pairs seen less often are not merged. */
  readonly minimumCount: number;
  /** Most different characters; rarer ones become [UNK]. */
  readonly maximumCharacters: number;
}

const defaultOptions: VocabularyOptions = { lowerCase: true, minimumCount: 2, maximumCharacters: 1000 };

/** WordPiece never looks into longer words. */
const maximumWordLength = 100;

/**
 * Special tokens, then characters and their "##" forms in code-point order, then merged pieces, most frequent first.
 * @param lines text; words never cross lines
 * @param size most tokens; fewer come out when the text has no more pairs to merge
 * @throws Refused when the size cannot hold the special tokens and one character
 */
export function trainVocabulary(lines: Iterable<string>, size: number, options: Partial<VocabularyOptions> = {}): string[] {
  const { lowerCase, minimumCount, maximumCharacters } = { ...defaultOptions, ...options };
  const specials = Object.values(specialTokens);
  if (size < specials.length + 2) throw new Refused(`a vocabulary of this size holds no text: ${size}`, "vocabSize");
  const wordCounts = countWords(lines, lowerCase);
  const alphabet = chooseAlphabet(wordCounts, Math.min(size - specials.length, 2 * maximumCharacters));
  const pieces = mergePieces(wordCounts, alphabet, size - specials.length - alphabet.length, minimumCount);
  return [...specials, ...alphabet, ...pieces];
}

/** Words as BERT's tokenizer sees them: normalised, cut at spaces and around punctuation. */
function countWords(lines: Iterable<string>, lowerCase: boolean): Map<string, number> {
  const normalizer = new BertNormalizer({
    type: "BertNormalizer",
    clean_text: true,
    handle_chinese_chars: true,
    lowercase: lowerCase,
    strip_accents: lowerCase,
  });
  const preTokenizer = new BertPreTokenizer();
  const chunkCounts = new Map<string, number>();
  for (const line of lines) {
    for (const chunk of line.split(/[ \t\n\r]+/)) chunkCounts.set(chunk, (chunkCounts.get(chunk) ?? 0) + 1);
  }
  const wordCounts = new Map<string, number>();
  for (const [chunk, count] of chunkCounts) {
    for (const word of preTokenizer.pre_tokenize_text(normalizer.normalize(forNormalizer(chunk, true, lowerCase)))) {
      if ([...word].length <= maximumWordLength) wordCounts.set(word, (wordCounts.get(word) ?? 0) + count);
    }
  }
  return wordCounts;
}

/** Every character and its "##" form ("##" only for those that stand in longer words); the most frequent if too many. */
function chooseAlphabet(wordCounts: ReadonlyMap<string, number>, room: number): string[] {
  const counts = new Map<string, { count: number; joins: boolean }>();
  for (const [word, count] of wordCounts) {
    const characters = [...word];
    for (const character of characters) {
      const entry = counts.get(character) ?? { count: 0, joins: false };
      counts.set(character, { count: entry.count + count, joins: entry.joins || characters.length > 1 });
    }
  }
  const chosen: string[] = [];
  let taken = 0;
  for (const [character, { joins }] of [...counts].sort(([a, x], [b, y]) => y.count - x.count || compare(a, b))) {
    taken += joins ? 2 : 1;
    if (taken > room) break;
    chosen.push(character);
  }
  chosen.sort(compare);
  const joining = chosen.filter((character) => counts.get(character)?.joins === true);
  return [...chosen, ...joining.map((character) => continuation + character)];
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
