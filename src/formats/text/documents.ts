/**
 * Texts in a row → documents, each a list of lines.
 *
 * WikiText      lines in a row; a heading " = Title = " begins a document, deeper headings fall away, and the spaces
 *               that its makers put around some marks (" @-@ ") close again
 * BookCorpus    a sentence a text, books one after another without a mark between them: so many make a document
 * plain         lines, an empty one between documents
 * otherwise     every text a document
 */

/** So many texts tell how a file is laid out. */
const lookedAt = 200;
const sentencesPerDocument = 64;
/** Text of more characters is cut into several documents. */
const longestDocument = 1 << 20;

const title = /^ ?= [^=].*[^=] = ?$|^ ?= [^=] = ?$/;
const heading = /^ ?(= )+.*( =)+ ?$/;
const singleSentence = /^[^.!?]*[.!?'"”’)\]\s]*$/;

type Layout = "wikitext" | "sentences" | "documents";

function layoutOf(texts: readonly string[], plain: boolean): Layout {
  if (texts.some((text) => title.test(text.trimEnd()))) return "wikitext";
  if (plain) return "documents";
  const filled = texts.filter((text) => text.trim() !== "");
  const single = filled.filter((text) => text.length < 1000 && singleSentence.test(text.trim()));
  return filled.length > 0 && single.length >= 0.8 * filled.length ? "sentences" : "documents";
}

const closed = (line: string) => line.replace(/ @(.)@ /g, "$1").trim();

/** @param plain texts are lines of a plain file, whose documents end at empty lines */
export async function* documentsOf(texts: AsyncIterable<string>, plain: boolean): AsyncGenerator<readonly string[]> {
  const first: string[] = [];
  let layout: Layout | null = null;
  let lines: string[] = [];
  let characters = 0;
  const taken = () => {
    const document = lines;
    [lines, characters] = [[], 0];
    return document;
  };

  function* place(text: string): Generator<readonly string[]> {
    const line = layout === "wikitext" ? closed(text) : text.replace(/\s+/g, " ").trim();
    const begins = layout === "wikitext" ? title.test(text.trimEnd()) : plain && line === "";
    if (begins && lines.length > 0) yield taken();
    if (line === "" || (layout === "wikitext" && heading.test(text.trimEnd()))) return;
    lines.push(line);
    characters += line.length;
    const isWhole = layout === "sentences" ? lines.length === sentencesPerDocument : layout === "documents" && !plain;
    if (isWhole || characters > longestDocument) yield taken();
  }

  for await (const text of texts) {
    if (layout === null) {
      first.push(text);
      if (first.length < lookedAt) continue;
      layout = layoutOf(first, plain);
      for (const early of first) yield* place(early);
    } else yield* place(text);
  }
  if (layout === null) {
    layout = layoutOf(first, plain);
    for (const early of first) yield* place(early);
  }
  if (lines.length > 0) yield taken();
}
