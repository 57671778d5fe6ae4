import { Tokenizer as LibraryTokenizer } from "@huggingface/tokenizers";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { Refused } from "../../src/base/errors.ts";
import { createTokenizer } from "../../src/data/tokenizer.ts";
import { hasSharedData, readShared, sharedLines } from "./shared.ts";

const specials = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];
const vocab = [...specials, "hello", "world", "##s", ",", "!", "中", "国", "a", "##a", "naive", "ου", "##σ", "𠀀", "'", "t"];
const id = (token: string) => vocab.indexOf(token);
const ids = (...tokens: string[]) => tokens.map(id);
const tokenizer = createTokenizer({ vocab, lowerCase: true });

const tokenizerJson = (change: (json: Record<string, unknown>, model: Record<string, unknown>) => void = () => {}) => {
  const model: Record<string, unknown> = {
    type: "WordPiece",
    unk_token: "[UNK]",
    continuing_subword_prefix: "##",
    max_input_chars_per_word: 100,
    vocab: Object.fromEntries(vocab.map((token, index) => [token, index])),
  };
  const json: Record<string, unknown> = {
    added_tokens: specials.map((content, index) => ({ id: index, content, special: true, normalized: false })),
    normalizer: { type: "BertNormalizer", clean_text: true, handle_chinese_chars: true, strip_accents: null, lowercase: true },
    pre_tokenizer: { type: "BertPreTokenizer" },
    post_processor: null,
    decoder: { type: "WordPiece", prefix: "##", cleanup: true },
    model,
  };
  change(json, model);
  return json;
};

describe("a tokenizer", () => {
  it.each([
    ["lower-cases and splits words", "Hello WORLDs", ids("hello", "world", "##s")],
    ["splits at punctuation", "hello,world!", ids("hello", ",", "world", "!")],
    ["strips accents", "Héllo naïve", ids("hello", "naive")],
    ["strips accents given as combining marks", "he\u0301llo", ids("hello")],
    ["isolates ideographs", "hello中国world", ids("hello", "中", "国", "world")],
    ["isolates ideographs beyond 16 bits", "hello𠀀world", ids("hello", "𠀀", "world")],
    ["gives unknown characters one [UNK] a word", "hello ☃☃ hellox", ids("hello", "[UNK]", "[UNK]")],
    ["reads words of 100 characters", "a".repeat(100), [id("a"), ...new Array<number>(99).fill(id("##a"))]],
    ["does not look into longer words", "a".repeat(101), ids("[UNK]")],
    ["deletes control characters within words", "hel\u0000l\u200bo", ids("hello")],
    ["deletes a byte order mark within words", "hel\ufefflo", ids("hello")],
    ["splits at any white space", "hello\tworld\u00a0hello\u3000world\r\nhello", ids("hello", "world", "hello", "world", "hello")],
    ["knows special tokens in text", "hello [MASK] world[SEP]", ids("hello", "[MASK]", "world", "[SEP]")],
    ["lower-cases a final sigma like any other", "ΟΥΣ", ids("ου", "##σ")],
    ["has no ids for an empty text", " \n ", []],
  ])("%s", (_, text, expected) => {
    expect(tokenizer.encode(text)).toEqual(expected);
    expect(createTokenizer({ tokenizerJson: tokenizerJson() }).encode(text)).toEqual(expected);
  });

  it("encodes a text the same way again", () => {
    const first = tokenizer.encode("hello worlds");
    first.push(99);
    expect(tokenizer.encode("hello worlds")).toEqual(ids("hello", "world", "##s"));
  });

  it("keeps case and accents when told so", () => {
    const cased = createTokenizer({ vocab: [...specials, "Hello", "é"], lowerCase: false });
    expect(cased.encode("Hello hello é E")).toEqual([5, 1, 6, 1]);
  });

  it("decodes pieces into words", () => {
    expect(tokenizer.decode(ids("hello", ",", "world", "##s", "!"))).toBe("hello, worlds!");
    expect(tokenizer.decode([])).toBe("");
  });

  it("reads RoBERTa's byte pairs, and what it calls special tokens", () => {
    const tokens = ["<s>", "<pad>", "</s>", "<unk>", "<mask>", "l", "o", "w", "Ġ", "e", "r", "lo", "low", "Ġlow"];
    const marked = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"].map((content, id) => ({ id, content, special: true }));
    const tokenizer = createTokenizer({
      tokenizerJson: {
        added_tokens: marked,
        normalizer: null,
        pre_tokenizer: { type: "ByteLevel", add_prefix_space: false, trim_offsets: true, use_regex: true },
        post_processor: null,
        decoder: { type: "ByteLevel" },
        model: { type: "BPE", unk_token: null, vocab: Object.fromEntries(tokens.map((token, id) => [token, id])), merges: ["l o", "lo w", "Ġ low"] },
      },
    });
    expect(tokenizer.special).toEqual({ pad: 1, unk: 3, cls: 0, sep: 2, mask: 4 });
    expect(tokenizer.between).toEqual([2, 2]);
    // "low", " low" "e" "r": merged in the order of the list.
    expect(tokenizer.encode("low lower")).toEqual([12, 13, 9, 10]);
    expect(tokenizer.decode([12, 13, 9, 10])).toBe("low lower");
  });

  it("says its tokens and special ids", () => {
    expect(tokenizer.vocabSize).toBe(vocab.length);
    expect(tokenizer.tokens).toEqual(vocab);
    expect(tokenizer.special).toEqual({ pad: 0, unk: 1, cls: 2, sep: 3, mask: 4 });
    expect(tokenizer.between).toEqual([3]);
  });

  it("finds special tokens wherever they are, added ones too", () => {
    const source = tokenizerJson((json, model) => {
      model["vocab"] = { hello: 0, "[UNK]": 1, "[PAD]": 2, "[CLS]": 3, "[SEP]": 4 };
      json["added_tokens"] = [{ id: 7, content: "[MASK]", special: true }];
    });
    const added = createTokenizer({ tokenizerJson: source });
    expect(added.special).toEqual({ pad: 2, unk: 1, cls: 3, sep: 4, mask: 7 });
    expect(added.tokens).toEqual(["hello", "[UNK]", "[PAD]", "[CLS]", "[SEP]", "", "", "[MASK]"]);
    expect(added.encode("hello [MASK]")).toEqual([0, 7]);
  });

  it("reads words that are properties of every object", () => {
    const words = ["constructor", "prototype", "__proto__", "toString"];
    const named = createTokenizer({ vocab: [...specials, "constructor", "prototype", "_", "proto", "tostring"], lowerCase: true });
    expect(words.flatMap((word) => named.encode(word))).toEqual([5, 6, 7, 7, 8, 7, 7, 9]);
    const text = JSON.stringify(tokenizerJson()).replace('"hello":5', '"hello":5,"constructor":20');
    expect(createTokenizer({ tokenizerJson: JSON.parse(text) as unknown }).encode("constructor")).toEqual([20]);
  });

  it("does not cut at spaces when an added token holds one", () => {
    const source = tokenizerJson((json) => {
      json["added_tokens"] = [...specials.map((content, index) => ({ id: index, content })), { id: 20, content: "hello world" }];
    });
    expect(createTokenizer({ tokenizerJson: source }).encode("hello world hello")).toEqual([20, id("hello")]);
  });
});

describe("a malformed tokenizer is refused", () => {
  it.each(specials)("when the vocabulary lacks %s", (missing) => {
    const without = vocab.filter((token) => token !== missing);
    const refused = () => createTokenizer({ vocab: without, lowerCase: true });
    expect(refused).toThrow(Refused);
    expect(refused).toThrow(`lacks ${missing}`);
  });

  it.each<[string, unknown]>([
    ["null", null],
    ["a list", []],
    ["no model", {}],
    ["text", "{"],
    ["another kind of model", tokenizerJson((_, model) => (model["type"] = "Unigram"))],
    ["a vocabulary that is a list", tokenizerJson((_, model) => (model["vocab"] = ["a"]))],
    ["a negative id", tokenizerJson((_, model) => (model["vocab"] = { a: -1 }))],
    ["an id that is not whole", tokenizerJson((_, model) => (model["vocab"] = { a: 0.5 }))],
    ["an enormous id", tokenizerJson((_, model) => (model["vocab"] = { a: 1e9 }))],
    ["an added token without content", tokenizerJson((json) => (json["added_tokens"] = [{ id: 1 }]))],
    ["an unknown normaliser", tokenizerJson((json) => (json["normalizer"] = { type: "Nonsense" }))],
    ["an unknown pre-tokenizer", tokenizerJson((json) => (json["pre_tokenizer"] = { type: "Nonsense" }))],
    ["an unknown decoder", tokenizerJson((json) => (json["decoder"] = { type: "Nonsense" }))],
  ])("%s", (_, source) => {
    expect(() => createTokenizer({ tokenizerJson: source })).toThrow(Refused);
  });
});

describe.skipIf(!hasSharedData)("the ids of a real teacher's tokenizer (needs the shared data)", () => {
  const json: unknown = hasSharedData ? JSON.parse(readShared("teacher/tokenizer.json")) : null;
  const sources = () => [
    createTokenizer({ tokenizerJson: json }),
    createTokenizer({ vocab: sharedLines("teacher/vocab.txt"), lowerCase: true }),
  ];

  it("equal the reference, from tokenizer.json and from vocab.txt", () => {
    const lines = v.parse(
      v.array(v.object({ text: v.string(), ids: v.array(v.number()) })),
      JSON.parse(readShared("teacher/tokens.json")),
    );
    expect(lines).toHaveLength(203);
    for (const { encode, special } of sources()) {
      expect(lines.map(({ text }) => [special.cls, ...encode(text), special.sep])).toEqual(lines.map((line) => line.ids));
    }
  });

  it("equal the library's on a whole corpus, remembered or not", () => {
    const lines = sharedLines("corpus.txt");
    const library = new LibraryTokenizer(Object(json), {});
    const expected = lines.map((line) => library.encode(line, { add_special_tokens: false }).ids.join());
    for (const { encode } of sources()) expect(lines.map((line) => encode(line).join())).toEqual(expected);
  });

  it("are found for BERT's own vocabulary", () => {
    const bert = createTokenizer({ vocab: sharedLines("bert-base-uncased.vocab.txt"), lowerCase: true });
    expect(bert.vocabSize).toBe(30522);
    expect(bert.special).toEqual({ pad: 0, unk: 100, cls: 101, sep: 102, mask: 103 });
    expect(bert.encode("Hello, world! The constructor's unaffable prototype.")).toEqual([
      7592, 1010, 2088, 999, 1996, 9570, 2953, 1005, 1055, 14477, 20961, 3468, 8773, 1012,
    ]);
  });
});
