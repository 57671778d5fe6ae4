import { Refused } from "../base/errors.ts";
import { createRandom, deriveSeed, type Random } from "../base/random.ts";
import type { TokenisedDocuments } from "./corpus.ts";

/** Token positions [start, end) within the corpus. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The two segments of an example; together at most as many tokens as fit. */
export interface Pair {
  readonly first: Span;
  readonly second: Span;
  readonly follows: boolean;
}

export interface Segments {
  /** How many examples visit the corpus once. */
  readonly examplesPerEpoch: number;
  pair(example: number, random: Random): Pair;
}

/** How often to look for another document with enough text after a random place before taking a shorter one. */
const attempts = 8;
/** Permutations kept: batches are mostly read in order, and a permutation takes long to make for a large corpus. */
const rememberedEpochs = 4;

/**
 * @param room tokens for both segments
 * @throws Refused when no pairs can be made
 */
export function createSegments(corpus: TokenisedDocuments, room: number, seed: number, mlmOnly: boolean): Segments {
  if (room < 2) throw new Refused(`a sequence must hold two segments, at least 5 tokens: ${room + 3}`, "sequenceLength");
  const at = (array: Int32Array, index: number) => array[index] as number; // index known to be in range
  const sentenceStart = (sentence: number) => at(corpus.sentenceStarts, sentence);
  const firstSentence = (document: number) => at(corpus.documentStarts, document);
  const tokensOf = (document: number) => sentenceStart(firstSentence(document + 1)) - sentenceStart(firstSentence(document));

  const documents = Array.from({ length: corpus.documentStarts.length - 1 }, (_, document) => document).filter(
    (document) => firstSentence(document + 1) - firstSentence(document) >= 2,
  );
  const needed = mlmOnly ? 1 : 2;
  if (documents.length < needed) {
    throw new Refused(`too few documents of two sentences or more (at least ${needed}): ${documents.length}`, "corpus");
  }
  const windowCounts = documents.map((document) => Math.ceil(tokensOf(document) / room));
  const windowDocuments = Int32Array.from(windowCounts.flatMap((count, i) => new Array<number>(count).fill(documents[i] ?? 0)));
  const firstWindows = new Map<number, number>();
  windowDocuments.forEach((document, window) => {
    if (!firstWindows.has(document)) firstWindows.set(document, window);
  });
  const firstWindow = (document: number) => firstWindows.get(document) ?? 0;
  const windowsOf = (document: number) => Math.ceil(tokensOf(document) / room);
  const windows = windowDocuments.length;

  /** The sentence of `document` that holds its token number `offset`. */
  const sentenceAt = (document: number, offset: number) => {
    const position = sentenceStart(firstSentence(document)) + offset;
    let low = firstSentence(document);
    let high = firstSentence(document + 1) - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (sentenceStart(middle) <= position) low = middle;
      else high = middle - 1;
    }
    return low;
  };

  /** The first sentence after at least `length` tokens from `sentence` on, or the document's end. */
  const sentenceAfter = (sentence: number, length: number, document: number) => {
    const end = firstSentence(document + 1);
    const wanted = sentenceStart(sentence) + length;
    let after = sentence + 1;
    while (after < end && sentenceStart(after) < wanted) after++;
    return after;
  };

  const epochs = new Map<number, Int32Array>();
  const permutation = (epoch: number) => {
    const known = epochs.get(epoch);
    if (known !== undefined) return known;
    const order = Int32Array.from({ length: windows }, (_, window) => window);
    const random = createRandom(deriveSeed(seed, "epoch", epoch));
    for (let i = windows - 1; i > 0; i--) {
      const j = random.integer(i + 1);
      [order[i], order[j]] = [at(order, j), at(order, i)];
    }
    if (epochs.size >= rememberedEpochs) epochs.clear();
    epochs.set(epoch, order);
    return order;
  };

  /** Windows lie evenly over the document, each shifted by up to half the distance between two. */
  const windowSentence = (window: number, random: Random) => {
    const document = at(windowDocuments, window);
    const slack = Math.max(0, tokensOf(document) - room);
    const distance = slack / Math.max(1, windowsOf(document) - 1);
    const offset = (window - firstWindow(document) + random.uniform() - 0.5) * distance;
    const sentence = sentenceAt(document, Math.round(Math.min(slack, Math.max(0, offset))));
    return Math.min(sentence, firstSentence(document + 1) - 2);
  };

  const otherDocument = (document: number, random: Random) => {
    const own = windowsOf(document);
    const drawn = random.integer(windows - own);
    return at(windowDocuments, drawn < firstWindow(document) ? drawn : drawn + own);
  };

  /** A sentence of another document that is not its first, with `length` tokens from there on if there are any such. */
  const elsewhere = (document: number, length: number, random: Random) => {
    let other = otherDocument(document, random);
    let room = -1;
    for (let attempt = 1; attempt <= attempts; attempt++) {
      const second = sentenceStart(firstSentence(other) + 1) - sentenceStart(firstSentence(other));
      room = tokensOf(other) - length - second;
      if (room >= 0 || attempt === attempts) {
        const sentence = sentenceAt(other, second + random.integer(Math.max(0, room) + 1));
        return { start: sentenceStart(sentence), end: sentenceStart(sentenceAfter(sentence, length, other)) };
      }
      other = otherDocument(document, random);
    }
    throw new RangeError(`no attempts: ${attempts}`);
  };

  return {
    examplesPerEpoch: windows,
    pair(example, random) {
      const window = at(permutation(Math.floor(example / windows)), example % windows);
      const document = at(windowDocuments, window);
      const start = windowSentence(window, random);
      const end = Math.max(start + 2, sentenceAfter(start, room, document));
      const cut = start + 1 + random.integer(end - start - 1);
      const follows = mlmOnly || random.uniform() >= 0.5;
      const first = { start: sentenceStart(start), end: sentenceStart(cut) };
      const continuation = { start: first.end, end: sentenceStart(end) };
      const length = Math.min(room, continuation.end - first.start) - (first.end - first.start);
      const second = follows ? continuation : elsewhere(document, Math.max(1, length), random);
      return { ...truncate(first, second, room, random), follows };
    },
  };
}

/** As BERT does it: while the pair is too long, the longer segment loses a token at its front or its back, by chance. */
function truncate(first: Span, second: Span, room: number, random: Random): { first: Span; second: Span } {
  const spans = { first: { ...first }, second: { ...second } };
  const length = (span: Span) => span.end - span.start;
  while (length(spans.first) + length(spans.second) > room) {
    const longer = length(spans.first) > length(spans.second) ? spans.first : spans.second;
    if (random.uniform() < 0.5) longer.start++;
    else longer.end--;
  }
  return spans;
}
