/**
 * A WordPiece vocabulary from text: byte-pair merges counted on words (Sennrich et al., arXiv 1508.07909), with the
 * pieces inside a word marked "##", as Hugging Face's WordPiece trainer does it.
 *
 * A word is a sequence of pieces with a count; a merge joins the most frequent neighbouring pair in all words.
 * Pair counts are kept up to date by visiting only the words that hold the merged pair. A piece that later merges
 * have absorbed everywhere is dropped: no text would train its embedding, and its place serves a further word.
 */
import { BertNormalizer, BertPreTokenizer } from "@huggingface/tokenizers";
import { Refused } from "../base/errors.ts";
import { specialTokens } from "./tokenizer.ts";

export interface VocabularyOptions {
  readonly lowerCase: boolean;
  /** Pairs seen less often are not merged. */
  readonly minimumCount: number;
  /** Most different characters; rarer ones become [UNK]. */
  readonly maximumCharacters: number;
}

const defaultOptions: VocabularyOptions = { lowerCase: true, minimumCount: 2, maximumCharacters: 1000 };

const continuation = "##";
/** WordPiece never looks into longer words. */
const maximumWordLength = 100;
/** A pair of piece ids as one number: left · 2^22 + right. */
const pairBase = 2 ** 22;

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
  const tokens = [...specials, ...alphabet];
  const idOf = new Map(tokens.map((token, id) => [token, id]));
  const kept = tokens.length;
  const words = splitWords(wordCounts, idOf);
  const pairs = countPairs(words);
  const usage = countUsage(words, kept);
  const queue = createQueue();
  for (const [pair, { count }] of pairs) queue.push(count, pair);

  while (kept + usage.live() < size) {
    const top = queue.pop();
    if (top === undefined || top.count < minimumCount) break;
    const current = pairs.get(top.pair);
    if (current === undefined || current.count !== top.count) {
      // The count changed since it was queued; a pair that grew was queued again then.
      if (current !== undefined && current.count < top.count) queue.push(current.count, top.pair);
      continue;
    }
    const left = Math.floor(top.pair / pairBase);
    const right = top.pair % pairBase;
    const merged = `${tokens[left] ?? ""}${(tokens[right] ?? "").slice(continuation.length)}`;
    let id = idOf.get(merged);
    if (id === undefined) {
      id = tokens.length;
      tokens.push(merged);
      idOf.set(merged, id);
    }
    const grown = mergeEverywhere(words, pairs, usage, current.words, left, right, id);
    pairs.delete(top.pair);
    for (const pair of grown) {
      const entry = pairs.get(pair);
      if (entry !== undefined) queue.push(entry.count, pair);
    }
  }
  return tokens.filter((_, id) => id < kept || usage.isUsed(id));
}

interface Word {
  pieces: number[];
  readonly count: number;
}

interface PairEntry {
  count: number;
  /** Indices of the words that hold the pair, or held it once. */
  readonly words: Set<number>;
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
    for (const word of preTokenizer.pre_tokenize_text(normalizer.normalize(chunk))) {
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

/** Words with a character outside the alphabet are left out: the tokenizer will not know them either. */
function splitWords(wordCounts: ReadonlyMap<string, number>, idOf: ReadonlyMap<string, number>): Word[] {
  const words: Word[] = [];
  for (const [text, count] of wordCounts) {
    const pieces = [...text].map((character, i) => idOf.get(i === 0 ? character : continuation + character));
    if (pieces.every((piece) => piece !== undefined)) words.push({ pieces, count });
  }
  return words;
}

function countPairs(words: readonly Word[]): Map<number, PairEntry> {
  const pairs = new Map<number, PairEntry>();
  words.forEach(({ pieces, count }, index) => {
    forEachPair(pieces, (pair) => addTo(pairs, pair, count, index));
  });
  return pairs;
}

function forEachPair(pieces: readonly number[], visit: (pair: number) => void): void {
  for (let i = 1; i < pieces.length; i++) visit((pieces[i - 1] ?? 0) * pairBase + (pieces[i] ?? 0));
}

function addTo(pairs: Map<number, PairEntry>, pair: number, count: number, word: number): void {
  const entry = pairs.get(pair);
  if (entry === undefined) pairs.set(pair, { count, words: new Set([word]) });
  else {
    entry.count += count;
    entry.words.add(word);
  }
}

interface Usage {
  /** Counts the pieces of a word in (+1) or out (-1). */
  change(pieces: readonly number[], by: 1 | -1): void;
  isUsed(piece: number): boolean;
  /** How many merged pieces are in use. */
  live(): number;
}

/** @param kept pieces below this id stay whether used or not */
function countUsage(words: readonly Word[], kept: number): Usage {
  const uses: number[] = [];
  let live = 0;
  const usage: Usage = {
    change(pieces, by) {
      for (const piece of pieces) {
        const before = uses[piece] ?? 0;
        uses[piece] = before + by;
        if (piece >= kept && Math.min(before, before + by) === 0) live += by;
      }
    },
    isUsed: (piece) => (uses[piece] ?? 0) > 0,
    live: () => live,
  };
  for (const { pieces } of words) usage.change(pieces, 1);
  return usage;
}

/** Replaces left, right by id in the given words. @returns the pairs that became more frequent */
function mergeEverywhere(
  words: readonly Word[],
  pairs: Map<number, PairEntry>,
  usage: Usage,
  holders: ReadonlySet<number>,
  left: number,
  right: number,
  id: number,
): Set<number> {
  const grown = new Set<number>();
  for (const index of holders) {
    const word = words[index];
    if (word === undefined) continue;
    const before = word.pieces;
    const after: number[] = [];
    for (let i = 0; i < before.length; i++) {
      const piece = before[i] ?? 0;
      const joins = piece === left && before[i + 1] === right;
      after.push(joins ? id : piece);
      if (joins) i++;
    }
    if (after.length === before.length) continue;
    forEachPair(before, (pair) => {
      const entry = pairs.get(pair);
      if (entry !== undefined) entry.count -= word.count;
    });
    forEachPair(after, (pair) => {
      addTo(pairs, pair, word.count, index);
      grown.add(pair);
    });
    usage.change(before, -1);
    usage.change(after, 1);
    word.pieces = after;
  }
  return grown;
}

interface Queued {
  readonly count: number;
  readonly pair: number;
}

/** A binary heap: the highest count first, among equals the pair made of older pieces. */
function createQueue(): { push(count: number, pair: number): void; pop(): Queued | undefined } {
  const heap: Queued[] = [];
  const precedes = (a: Queued | undefined, b: Queued | undefined) =>
    a !== undefined && (b === undefined || a.count > b.count || (a.count === b.count && a.pair < b.pair));
  const swap = (i: number, j: number) => {
    const [a, b] = [heap[i], heap[j]];
    if (a === undefined || b === undefined) return;
    heap[i] = b;
    heap[j] = a;
  };
  return {
    push(count, pair) {
      heap.push({ count, pair });
      for (let i = heap.length - 1; i > 0; ) {
        const parent = (i - 1) >> 1;
        if (!precedes(heap[i], heap[parent])) break;
        swap(i, parent);
        i = parent;
      }
    },
    pop() {
      const top = heap[0];
      const last = heap.pop();
      if (heap.length === 0 || last === undefined) return top;
      heap[0] = last;
      for (let i = 0; ; ) {
        const left = 2 * i + 1;
        const child = precedes(heap[left + 1], heap[left]) ? left + 1 : left;
        if (!precedes(heap[child], heap[i])) break;
        swap(i, child);
        i = child;
      }
      return top;
    },
  };
}
