import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Refused } from "../../src/base/errors.ts";
import { parseCorpus, tokenise } from "../../src/data/corpus.ts";
import { mergePieces } from "../../src/data/merges.ts";
import { createTokenizer } from "../../src/data/tokenizer.ts";
import { trainVocabulary } from "../../src/data/vocabulary.ts";
import { hasSharedData, readShared } from "./shared.ts";

const specials = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];

/** The same merges, found by counting everything again each time. */
function mergeByCounting(wordCounts: ReadonlyMap<string, number>, alphabet: readonly string[], room: number, minimumCount: number) {
  const tokens = [...alphabet];
  let words = [...wordCounts].map(([text, count]) => ({
    pieces: [...text].map((character, i) => tokens.indexOf(i === 0 ? character : `##${character}`)),
    count,
  }));
  const merged = () => tokens.filter((_, id) => id >= alphabet.length && words.some(({ pieces }) => pieces.includes(id)));
  while (merged().length < room) {
    const pairs = new Map<string, { left: number; right: number; count: number }>();
    for (const { pieces, count } of words) {
      for (let i = 1; i < pieces.length; i++) {
        const [left = 0, right = 0] = pieces.slice(i - 1, i + 1);
        const before = pairs.get(`${left},${right}`)?.count ?? 0;
        pairs.set(`${left},${right}`, { left, right, count: before + count });
      }
    }
    const [best] = [...pairs.values()].sort((a, b) => b.count - a.count || a.left - b.left || a.right - b.right);
    if (best === undefined || best.count < minimumCount) break;
    const text = `${tokens[best.left] ?? ""}${(tokens[best.right] ?? "").slice(2)}`;
    const id = tokens.includes(text) ? tokens.indexOf(text) : tokens.push(text) - 1;
    words = words.map(({ pieces, count }) => {
      const joined: number[] = [];
      for (let i = 0; i < pieces.length; i++) {
        const pair = pieces[i] === best.left && pieces[i + 1] === best.right;
        joined.push(pair ? id : (pieces[i] ?? 0));
        if (pair) i++;
      }
      return { pieces: joined, count };
    });
  }
  return merged();
}

describe("merging pieces", () => {
  it("joins the most frequent pair first", () => {
    // a+##b stands in the text five times, ab+##c twice.
    expect(trainVocabulary(["ab ab ab", "abc abc c"], 100)).toEqual([...specials, "a", "b", "c", "##a", "##b", "##c", "ab", "abc"]);
    expect(trainVocabulary(["ab ab ab", "abc abc c"], 12)).toEqual([...specials, "a", "b", "c", "##a", "##b", "##c", "ab"]);
  });

  it("drops a piece that stands nowhere by itself any more", () => {
    expect(trainVocabulary(["xyz xyz"], 100)).toEqual([...specials, "x", "y", "z", "##x", "##y", "##z", "xyz"]);
  });

  it("leaves rare pairs apart", () => {
    expect(trainVocabulary(["ab cd cd cd"], 100, { minimumCount: 3 })).not.toContain("ab");
    expect(trainVocabulary(["ab cd cd cd"], 100, { minimumCount: 3 })).toContain("cd");
  });

  it("finds what counting everything again finds", () => {
    const words = fc.dictionary(fc.stringMatching(/^[abc]{1,8}$/), fc.integer({ min: 1, max: 9 }), { maxKeys: 12 });
    const alphabet = ["a", "b", "c", "##a", "##b", "##c"];
    fc.assert(
      fc.property(words, fc.integer({ min: 0, max: 20 }), fc.integer({ min: 1, max: 4 }), (counts, room, minimumCount) => {
        const wordCounts = new Map(Object.entries(counts));
        expect(mergePieces(wordCounts, alphabet, room, minimumCount)).toEqual(
          mergeByCounting(wordCounts, alphabet, room, minimumCount),
        );
      }),
    );
  });
});

describe("a trained vocabulary", () => {
  it("sees words as the tokenizer does", () => {
    const vocab = trainVocabulary(["Élan élan, ELAN! 中中 don't don't"], 100);
    expect(vocab).toContain("elan");
    expect(vocab).toContain("don");
    expect(vocab).not.toContain("##,");
    expect(vocab).not.toContain("##中");
    expect(trainVocabulary(["Élan Élan"], 100, { lowerCase: false })).toContain("Élan");
  });

  it("covers every character of its text, so that nothing is unknown", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "grapheme", maxLength: 12 }), { maxLength: 12 }), (lines) => {
        const { encode, special } = createTokenizer({ vocab: trainVocabulary(lines, 2000), lowerCase: true });
        expect(lines.flatMap((line) => encode(line))).not.toContain(special.unk);
      }),
    );
  });

  it("never exceeds its size, and keeps the most frequent characters when there are too many", () => {
    const vocab = trainVocabulary(["aa aa bb cc dd"], 9);
    expect(vocab).toEqual([...specials, "a", "b", "##a", "##b"]);
    expect(trainVocabulary(["aa aa bb cc dd"], 100, { maximumCharacters: 1, minimumCount: 99 })).toEqual([...specials, "a", "##a"]);
  });

  it("does not depend on the order of lines", () => {
    const lines = ["the cat sat", "on the mat", "the hat that sat"];
    expect(trainVocabulary(lines.toReversed(), 40)).toEqual(trainVocabulary(lines, 40));
  });

  it("holds the special tokens alone when there is no text, and refuses a size without room", () => {
    expect(trainVocabulary([], 100)).toEqual(specials);
    expect(() => trainVocabulary(["a"], 6)).toThrow(Refused);
  });
});

describe.skipIf(!hasSharedData)("a vocabulary of 4096 tokens for a real corpus (needs the shared data)", () => {
  it("splits it into hardly more pieces than the teacher's own", () => {
    const text = readShared("corpus.txt");
    const vocab = trainVocabulary(text.split("\n"), 4096);
    expect(vocab).toHaveLength(4096);
    expect(new Set(vocab).size).toBe(4096);
    const documents = parseCorpus(text, "corpus.txt");
    const pieces = (tokens: readonly string[]) => tokenise(documents, createTokenizer({ vocab: tokens, lowerCase: true })).ids.length;
    expect(pieces(vocab)).toBeLessThan(1.01 * pieces(readShared("teacher/vocab.txt").trimEnd().split("\n")));
  });
});
