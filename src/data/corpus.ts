import { createRandom, deriveSeed } from "../base/random.ts";
import { Refused } from "../base/errors.ts";
import type { Tokenizer } from "./tokenizer.ts";

/** The sentences of one document, in order. */
export type Document = readonly string[];

/** A corpus as token ids: three flat arrays, so that a text of megabytes stays light and crosses workers for free. */
export interface TokenisedDocuments {
  /** [tokens] every sentence's ids, one after another. */
  readonly ids: Int32Array;
  /** [sentences + 1] where each sentence begins in `ids`; ends with the number of tokens. */
  readonly sentenceStarts: Int32Array;
  /** [documents + 1] each document's first sentence; ends with the number of sentences. */
  readonly documentStarts: Int32Array;
}

/** Longer lines are no sentences: they are cut at sentence ends, then at spaces. */
const maximumSentenceLength = 1000;
/** Above this share of undecodable characters a file is not UTF-8 text. */
const maximumUndecodableShare = 0.005;

/**
 * UTF-8 (or UTF-16 with its mark) → text without a byte order mark.
 * @throws Refused when the bytes are no text
 */
export function decodeText(bytes: Uint8Array, name: string): string {
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? "utf-16le" : bytes[0] === 0xfe && bytes[1] === 0xff ? "utf-16be" : "utf-8";
  const text = new TextDecoder(encoding).decode(bytes);
  refuseBinary(text, name);
  return text;
}

function refuseBinary(text: string, name: string): void {
  const nul = text.indexOf("\u0000");
  if (nul >= 0) throw new Refused(`${name} is not a text file: a NUL character at position ${nul}`, "corpus");
  let undecodable = 0;
  for (let at = text.indexOf("\ufffd"); at >= 0; at = text.indexOf("\ufffd", at + 1)) undecodable++;
  if (undecodable > maximumUndecodableShare * text.length) {
    const share = ((100 * undecodable) / text.length).toFixed(1);
    throw new Refused(`${name} is not UTF-8 text (save it as UTF-8): ${share} % of its characters cannot be read`, "corpus");
  }
}

/**
 * One sentence a line, a blank line between documents. Long lines, and documents of a single line, are cut at
 * sentence ends, so plain paragraphs work too.
 * @throws Refused for binary content, for no text, and for a single document: next-sentence pairs need two
 */
export function parseCorpus(text: string, name: string): readonly Document[] {
  refuseBinary(text, name);
  const documents = text
    .replace(/^\ufeff/, "")
    .split(/\r\n|\r|\n/)
    .reduce<string[][]>(
      (groups, line) => {
        const trimmed = line.trim();
        if (trimmed === "") groups.push([]);
        else groups.at(-1)?.push(trimmed);
        return groups;
      },
      [[]],
    )
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.flatMap((line) => (lines.length === 1 ? cutAtSentenceEnds(line) : [line])).flatMap(shorten));
  if (documents.length === 0) throw new Refused(`${name} holds no text: ${text.length} characters`, "corpus");
  if (documents.length === 1) {
    throw new Refused(
      `${name} must hold at least two documents, with a blank line between them; found 1 of ${documents[0]?.length ?? 0} lines`,
      "corpus",
    );
  }
  return documents;
}

function cutAtSentenceEnds(line: string): string[] {
  return line.split(/(?<=[.!?。！？]["'”’)\]]*)\s+(?=\S)/u);
}

function shorten(line: string): string[] {
  if (line.length <= maximumSentenceLength) return [line];
  const pieces: string[] = [];
  for (let rest of cutAtSentenceEnds(line)) {
    while (rest.length > maximumSentenceLength) {
      const space = rest.lastIndexOf(" ", maximumSentenceLength);
      let end = space > 0 ? space : maximumSentenceLength;
      // Between the halves of a character there is no place to cut.
      if (/[\ud800-\udbff]/.test(rest.charAt(end - 1))) end--;
      pieces.push(rest.slice(0, end).trim());
      rest = rest.slice(end).trim();
    }
    if (rest !== "") pieces.push(rest);
  }
  return pieces;
}

/**
 * Sets documents aside for evaluation: a seeded choice, both parts in their old order, at least two documents each.
 * @param share of the documents to hold out, in (0, 1)
 * @throws Refused when there are fewer than four documents
 */
export function splitHeldout(
  documents: readonly Document[],
  seed: number,
  share: number,
): { readonly training: readonly Document[]; readonly heldout: readonly Document[] } {
  if (documents.length < 4) {
    throw new Refused(
      `too few documents to set some aside (add a held-out text, or more documents; at least 4): ${documents.length}`,
      "corpus",
    );
  }
  const size = Math.min(documents.length - 2, Math.max(2, Math.round(share * documents.length)));
  const order = createRandom(deriveSeed(seed, "heldout")).shuffled(documents.map((_, index) => index));
  const chosen = new Set(order.slice(0, size));
  return {
    training: documents.filter((_, index) => !chosen.has(index)),
    heldout: documents.filter((_, index) => chosen.has(index)),
  };
}

/** Sentences without tokens, and documents without sentences, fall out. */
export function tokenise(documents: readonly Document[], tokenizer: Pick<Tokenizer, "encode">): TokenisedDocuments {
  let ids = new Int32Array(1 << 16);
  let tokens = 0;
  const sentenceStarts: number[] = [];
  const documentStarts: number[] = [];
  for (const document of documents) {
    const firstSentence = sentenceStarts.length;
    for (const sentence of document) {
      const encoded = tokenizer.encode(sentence);
      if (encoded.length === 0) continue;
      if (tokens + encoded.length > ids.length) {
        const larger = new Int32Array(Math.max(2 * ids.length, tokens + encoded.length));
        larger.set(ids);
        ids = larger;
      }
      sentenceStarts.push(tokens);
      ids.set(encoded, tokens);
      tokens += encoded.length;
    }
    if (sentenceStarts.length > firstSentence) documentStarts.push(firstSentence);
  }
  return {
    ids: ids.slice(0, tokens),
    sentenceStarts: Int32Array.from([...sentenceStarts, tokens]),
    documentStarts: Int32Array.from([...documentStarts, sentenceStarts.length]),
  };
}
