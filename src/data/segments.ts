import { Refused } from "../base/errors.ts";
import type { Random } from "../base/random.ts";
import type { TokenisedDocuments } from "./corpus.ts";
import { lengthOf, outlineOf, type Span } from "./outline.ts";
import { layWindows } from "./windows.ts";

/** The two segments of an example; together at most as many tokens as there is room for. */
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

/** How many documents to look at for one that is long enough behind a random place. */
const attempts = 8;

/**
 * @param room tokens for both segments
 * @throws Refused when no pairs can be made
 */
export function createSegments(corpus: TokenisedDocuments, room: number, seed: number, mlmOnly: boolean): Segments {
  if (room < 2) throw new Refused(`a sequence must hold two segments, at least 5 tokens: ${room + 3}`, "sequenceLength");
  const outline = outlineOf(corpus);
  const windows = layWindows(outline, room, seed);
  const needed = mlmOnly ? 1 : 2;
  if (windows.documents < needed) {
    throw new Refused(`too few documents of two sentences or more (at least ${needed}): ${windows.documents}`, "corpus");
  }

  /** Whole sentences from a document's second one on, at a place with `length` tokens behind it where there is one. */
  const elsewhere = (document: number, length: number, random: Random): Span => {
    const second = (other: number) => outline.position(outline.sentences(other).start + 1);
    const places = (other: number) => outline.tokens(other).end - length - second(other) + 1;
    let other = windows.otherDocument(document, random);
    for (let attempt = 1; attempt < attempts && places(other) < 1; attempt++) {
      other = windows.otherDocument(document, random);
    }
    const sentence = outline.sentenceAt(other, second(other) + random.integer(Math.max(1, places(other))));
    return {
      start: outline.position(sentence),
      end: outline.position(outline.sentenceAfter(other, sentence, length)),
    };
  };

  return {
    examplesPerEpoch: windows.count,
    pair(example, random) {
      const window = windows.ofExample(example);
      const document = windows.document(window);
      const { start, end } = windows.sentences(window, random);
      const cut = start + 1 + random.integer(end - start - 1);
      const first = { start: outline.position(start), end: outline.position(cut) };
      const continuation = { start: first.end, end: outline.position(end) };
      const follows = mlmOnly || random.uniform() >= 0.5;
      const wanted = Math.min(room, continuation.end - first.start) - lengthOf(first);
      const second = follows ? continuation : elsewhere(document, Math.max(1, wanted), random);
      return { ...truncate(first, second, room, random), follows };
    },
  };
}

/** As BERT does it: while the pair is too long, the longer segment loses a token at its front or its back, by chance. */
function truncate(first: Span, second: Span, room: number, random: Random): { first: Span; second: Span } {
  const spans = { first: { ...first }, second: { ...second } };
  while (lengthOf(spans.first) + lengthOf(spans.second) > room) {
    const longer = lengthOf(spans.first) > lengthOf(spans.second) ? spans.first : spans.second;
    if (random.uniform() < 0.5) longer.start++;
    else longer.end--;
  }
  return spans;
}
