import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Refused } from "../../src/base/errors.ts";
import { decodeText, parseCorpus, splitHeldout, tokenise } from "../../src/data/corpus.ts";

describe("a corpus", () => {
  it.each([
    ["one sentence a line, blank lines between documents", "a\nb\n\nc\nd\n", [["a", "b"], ["c", "d"]]],
    ["Windows line ends", "a\r\nb\r\n\r\nc\r\nd", [["a", "b"], ["c", "d"]]],
    ["a byte order mark", "\ufeffa\nb\n\nc\nd", [["a", "b"], ["c", "d"]]],
    ["many blank lines, lines of spaces, spaces around sentences", "\n\n a \nb\n \n\t\n\nc\nd\n\n\n", [["a", "b"], ["c", "d"]]],
    ["paragraphs of several sentences", 'One. "Two!" Three?\n\nFour. Five', [["One.", '"Two!"', "Three?"], ["Four.", "Five"]]],
    ["lines that are no sentences, in longer documents", "One. Two\nthree\n\nc\nd", [["One. Two", "three"], ["c", "d"]]],
  ])("reads %s", (_, text, documents) => {
    expect(parseCorpus(text, "t.txt")).toEqual(documents);
  });

  it("cuts long lines at sentence ends, then at spaces, then anywhere", () => {
    const sentence = `${"word ".repeat(100).trim()}.`;
    const [first, second, third] = parseCorpus(
      `${sentence} ${sentence}\nb\n\n${"word ".repeat(400)}\nb\n\n${"x".repeat(999)}${"😀".repeat(10)}\nb`,
      "t.txt",
    );
    expect(first).toEqual([sentence, sentence, "b"]);
    expect(second?.map((line) => line.length)).toEqual([999, 999, 1]);
    expect(second?.[0]).toMatch(/^word .* word$/);
    expect(third).toEqual(["x".repeat(999), "😀".repeat(10), "b"]);
  });

  it.each([
    ["an empty text", "", "no text"],
    ["blank lines", " \n\n\r\n", "no text"],
    ["a single document", "a\nb\nc", "a blank line between them; found 1 of 3 lines"],
    ["binary content", "a\n\nb\u0000", "NUL character at position 4"],
    ["content that is not UTF-8", "a\ufffd\n\nb", "20.0 % of its characters"],
  ])("refuses %s", (_, text, message) => {
    expect(() => parseCorpus(text, "t.txt")).toThrow(Refused);
    expect(() => parseCorpus(text, "t.txt")).toThrow(message);
    expect(() => parseCorpus(text, "t.txt")).toThrow("t.txt");
  });
});

describe("bytes of a text", () => {
  it("decode from UTF-8 and UTF-16, without their marks", () => {
    const text = "é中😀\n";
    const utf16 = (littleEndian: boolean) => {
      const view = new DataView(new ArrayBuffer(2 * text.length + 2));
      [0xfeff, ...Array.from({ length: text.length }, (_, i) => text.charCodeAt(i))].forEach((unit, i) => {
        view.setUint16(2 * i, unit, littleEndian);
      });
      return new Uint8Array(view.buffer);
    };
    expect(decodeText(new TextEncoder().encode(text), "t")).toBe(text);
    expect(decodeText(new TextEncoder().encode(`\ufeff${text}`), "t")).toBe(text);
    expect(decodeText(utf16(true), "t")).toBe(text);
    expect(decodeText(utf16(false), "t")).toBe(text);
  });

  it("are refused when they are an image, an archive or Latin-1", () => {
    const png = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d);
    const latin = Uint8Array.from("caf\u00e9 d\u00e9j\u00e0 vu", (character) => character.charCodeAt(0));
    expect(() => decodeText(png, "p.png")).toThrow(/^p\.png is not a text file/);
    expect(() => decodeText(latin, "l.txt")).toThrow(/^l\.txt is not UTF-8 text .*: 25\.0 %/);
  });

  it("may hold a few characters that cannot be read", () => {
    const bytes = Uint8Array.from([...new TextEncoder().encode("word ".repeat(100)), 0xff]);
    expect(decodeText(bytes, "t")).toHaveLength(501);
  });
});

describe("holding documents out", () => {
  const documents = Array.from({ length: 40 }, (_, i) => [`first ${i}`, `second ${i}`]);

  it("parts the documents by a seeded choice, in their order", () => {
    fc.assert(
      fc.property(fc.integer({ min: 4, max: 40 }), fc.nat(), fc.double({ min: 0, max: 1, noNaN: true }), (count, seed, share) => {
        const all = documents.slice(0, count);
        const { training, heldout } = splitHeldout(all, seed, share);
        expect([...training, ...heldout].sort()).toEqual([...all].sort());
        for (const part of [training, heldout]) {
          expect(part.length).toBeGreaterThanOrEqual(2);
          expect(part).toEqual(all.filter((document) => part.includes(document)));
        }
        expect(splitHeldout(all, seed, share)).toEqual({ training, heldout });
      }),
    );
  });

  it("takes the share, another seed other documents", () => {
    expect(splitHeldout(documents, 1, 0.1).heldout).toHaveLength(4);
    expect(splitHeldout(documents, 1, 0.1).heldout).not.toEqual(splitHeldout(documents, 2, 0.1).heldout);
  });

  it("refuses too few documents", () => {
    expect(() => splitHeldout(documents.slice(0, 3), 1, 0.1)).toThrow(/at least 4\): 3$/);
  });
});

describe("a tokenised corpus", () => {
  const lengths = { encode: (text: string) => [...text].map((character) => character.charCodeAt(0) - 96) };

  it("keeps all ids, and where sentences and documents begin", () => {
    const corpus = tokenise([["ab", "c"], ["def", "a"]], lengths);
    expect([...corpus.ids]).toEqual([1, 2, 3, 4, 5, 6, 1]);
    expect([...corpus.sentenceStarts]).toEqual([0, 2, 3, 6, 7]);
    expect([...corpus.documentStarts]).toEqual([0, 2, 4]);
  });

  it("leaves out sentences without tokens and documents without sentences", () => {
    const corpus = tokenise([["", "ab", ""], ["", ""], ["c"]], lengths);
    expect([...corpus.sentenceStarts]).toEqual([0, 2, 3]);
    expect([...corpus.documentStarts]).toEqual([0, 1, 2]);
  });

  it("grows with the text", () => {
    const sentence = "abc".repeat(333);
    const corpus = tokenise(new Array(50).fill([sentence, sentence, sentence]), lengths);
    expect(corpus.ids).toHaveLength(50 * 3 * 999);
    expect(corpus.ids.subarray(-3)).toEqual(Int32Array.of(1, 2, 3));
  });
});
