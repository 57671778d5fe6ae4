import type { TokenisedDocuments } from "./corpus.ts";

/** Token positions [start, end) within a corpus. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Where documents and sentences of a tokenised corpus lie. Sentences are numbered through the whole corpus. */
export interface Outline {
  readonly documents: number;
  /** The document's sentences [start, end). */
  sentences(document: number): Span;
  /** The document's tokens. */
  tokens(document: number): Span;
  /** The position of the sentence's first token; for the number of sentences, the corpus's end. */
  position(sentence: number): number;
  /** The sentence of `document` that holds the token at `position`. */
  sentenceAt(document: number, position: number): number;
  /** The first sentence at least `length` tokens behind the beginning of `sentence`, or the document's end. */
  sentenceAfter(document: number, sentence: number, length: number): number;
}

export function outlineOf({ sentenceStarts, documentStarts }: TokenisedDocuments): Outline {
  const position = (sentence: number) => sentenceStarts[sentence] as number; // asked for sentences of this corpus only
  const sentences = (document: number): Span => ({
    start: documentStarts[document] as number, // as above
    end: documentStarts[document + 1] as number,
  });
  return {
    documents: documentStarts.length - 1,
    sentences,
    position,
    tokens(document) {
      const { start, end } = sentences(document);
      return { start: position(start), end: position(end) };
    },
    sentenceAt(document, wanted) {
      let { start: low, end: high } = sentences(document);
      while (high - low > 1) {
        const middle = (low + high) >> 1;
        if (position(middle) <= wanted) low = middle;
        else high = middle;
      }
      return low;
    },
    sentenceAfter(document, sentence, length) {
      const { end } = sentences(document);
      const wanted = position(sentence) + length;
      let after = sentence + 1;
      while (after < end && position(after) < wanted) after++;
      return after;
    },
  };
}

export const lengthOf = (span: Span) => span.end - span.start;
