/**
 * Byte-pair merges. A word is a sequence of pieces with a count; a merge joins the most frequent pair of neighbours in
 * all words. Pair counts are kept up to date by visiting only the words that hold the merged pair. A piece that later
 * merges have absorbed everywhere is dropped: no text would train its embedding, and its place serves another word.
 */
import { createPairQueue } from "./pair-queue.ts";

/** Marks a piece that continues a word. */
export const continuation = "##";

/** A pair of piece ids as one number: left · 2^22 + right. */
const pairBase = 2 ** 22;

interface Word {
  pieces: number[];
  readonly count: number;
}

interface PairEntry {
  count: number;
  /** Indices of the words that hold the pair, or held it once. */
  readonly words: Set<number>;
}

/**
 * @param alphabet characters and their "##" forms; words with other characters are left out
 * @param room most pieces to make
 * @param minimumCount rarer pairs are not merged
 * @returns pieces of two characters or more, in the order in which they were made
 */
export function mergePieces(
  wordCounts: ReadonlyMap<string, number>,
  alphabet: readonly string[],
  room: number,
  minimumCount: number,
): string[] {
  const tokens = [...alphabet];
  const idOf = new Map(tokens.map((token, id) => [token, id]));
  const words = splitWords(wordCounts, idOf);
  const pairs = countPairs(words);
  const usage = countUsage(words, alphabet.length);
  const queue = createPairQueue();
  for (const [pair, { count }] of pairs) queue.push(count, pair);

  while (usage.merged() < room) {
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
    const joined = `${tokens[left] ?? ""}${(tokens[right] ?? "").slice(continuation.length)}`;
    const id = idOf.get(joined) ?? tokens.push(joined) - 1;
    idOf.set(joined, id);
    const grown = mergeEverywhere(words, pairs, usage, current.words, left, right, id);
    pairs.delete(top.pair);
    for (const pair of grown) {
      const entry = pairs.get(pair);
      if (entry !== undefined) queue.push(entry.count, pair);
    }
  }
  return tokens.filter((_, id) => id >= alphabet.length && usage.isUsed(id));
}

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
  /** How many pieces made by merges are in use. */
  merged(): number;
}

/** @param characters ids below are the alphabet's */
function countUsage(words: readonly Word[], characters: number): Usage {
  const uses: number[] = [];
  let merged = 0;
  const usage: Usage = {
    change(pieces, by) {
      for (const piece of pieces) {
        const before = uses[piece] ?? 0;
        uses[piece] = before + by;
        if (piece >= characters && Math.min(before, before + by) === 0) merged += by;
      }
    },
    isUsed: (piece) => (uses[piece] ?? 0) > 0,
    merged: () => merged,
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
