/**
 * Documents spread evenly over a text of any length, in bounded memory: every one while there is room, then every
 * second, every fourth and so on.
 */
export interface Sample {
  add(document: readonly string[]): void;
  /** One sentence or paragraph a line, an empty line between documents. */
  text(): string;
  readonly seen: number;
  readonly kept: number;
}

/** @param mostCharacters of the documents that are kept */
export function createSample(mostCharacters: number): Sample {
  let documents: string[] = [];
  let [seen, stride, characters] = [0, 1, 0];
  return {
    add(document) {
      if (seen++ % stride !== 0) return;
      const text = document.join("\n");
      documents.push(text);
      characters += text.length;
      while (characters > mostCharacters && documents.length > 1) {
        stride *= 2;
        documents = documents.filter((_, i) => i % 2 === 0);
        characters = documents.reduce((sum, { length }) => sum + length, 0);
      }
    },
    text: () => documents.join("\n\n"),
    get seen() {
      return seen;
    },
    get kept() {
      return documents.length;
    },
  };
}
