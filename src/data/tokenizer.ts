import { Tokenizer as LibraryTokenizer } from "@huggingface/tokenizers";
import * as v from "valibot";
import { messageOf, Refused } from "../base/errors.ts";
import { parse } from "../study/parse.ts";

/** Text ↔ token ids. Ids equal the reference implementation's. */
export interface Tokenizer {
  readonly vocabSize: number;
  /** Every token by id. */
  readonly tokens: readonly string[];
  readonly special: { readonly pad: number; readonly unk: number; readonly cls: number; readonly sep: number; readonly mask: number };
  /** What stands between two texts: [SEP], in RoBERTa twice. */
  readonly between: readonly number[];
  /** Ids of a text without [CLS] and [SEP]. */
  encode(text: string): number[];
  decode(ids: readonly number[]): string;
}

export const specialTokens = { pad: "[PAD]", unk: "[UNK]", cls: "[CLS]", sep: "[SEP]", mask: "[MASK]" } as const;
/** What RoBERTa calls them. */
const robertaTokens = { pad: "<pad>", unk: "<unk>", cls: "<s>", sep: "</s>", mask: "<mask>" } as const;

/** What a teacher's files say: its tokenizer.json, or the lines of its vocab.txt. */
export type TokenizerSource =
  | { readonly tokenizerJson: unknown }
  | { readonly vocab: readonly string[]; readonly lowerCase: boolean };

const maximumVocabSize = 1_000_000;
const tokenId = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(maximumVocabSize - 1));

/** Not `v.record`: it passes over "constructor" and "prototype", which are words of BERT's vocabulary. */
const vocabularySchema = v.custom<Readonly<Record<string, number>>>(
  (value) =>
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every((id) => v.is(tokenId, id)),
  "expected tokens with their ids",
);

const wordPieceFields = {
  type: v.optional(v.literal("WordPiece"), "WordPiece"),
  unk_token: v.optional(v.string(), specialTokens.unk),
  continuing_subword_prefix: v.optional(v.string(), "##"),
  max_input_chars_per_word: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1)), 100),
};
/** Byte-pair encoding, RoBERTa's. */
const bytePairFields = {
  type: v.literal("BPE"),
  unk_token: v.nullish(v.string(), null),
  merges: v.union([v.array(v.string()), v.array(v.tuple([v.string(), v.string()]))]),
};
const isBytePair = (model: unknown) => v.is(v.looseObject({ type: bytePairFields.type }), model);

/** The parts we depend on; the library checks the rest. */
const tokenizerJsonSchema = v.looseObject({
  added_tokens: v.nullish(v.array(v.looseObject({ id: tokenId, content: v.pipe(v.string(), v.minLength(1)) })), []),
  normalizer: v.nullish(v.looseObject({ type: v.string() }), null),
  pre_tokenizer: v.nullish(v.looseObject({ type: v.string() }), null),
  post_processor: v.nullish(v.looseObject({}), null),
  decoder: v.nullish(v.looseObject({}), null),
  model: v.lazy((model) => v.looseObject({ ...(isBytePair(model) ? bytePairFields : wordPieceFields), vocab: vocabularySchema })),
});
type TokenizerJson = v.InferOutput<typeof tokenizerJsonSchema>;

/**
 * @throws Refused when the file is malformed, is neither WordPiece nor byte-pair encoding, or lacks a special token
 */
export function createTokenizer(source: TokenizerSource): Tokenizer {
  const json =
    "vocab" in source
      ? parse(tokenizerJsonSchema, wordPieceJson(source.vocab, source.lowerCase), "vocab.txt")
      : parse(tokenizerJsonSchema, source.tokenizerJson, "tokenizer.json");
  const tokens = tokensById(json);
  const special = specialIds(tokens);
  const library = createLibraryTokenizer(json);
  const encodeText = (text: string) => library.encode(text, { add_special_tokens: false }).ids;
  return {
    vocabSize: tokens.length,
    tokens,
    special,
    between: isRobertas(tokens) ? [special.sep, special.sep] : [special.sep],
    encode: splitsAtSpaces(json) ? rememberingChunks(encodeText, json) : encodeText,
    decode: (ids) => (ids.length === 0 ? "" : library.decode([...ids])),
  };
}

/** The tokenizer.json that says what BERT does with a vocab.txt. A repeated token keeps its last id, as BERT's does. */
export function wordPieceJson(vocab: readonly string[], lowerCase: boolean): unknown {
  const ids = new Map(vocab.map((token, id) => [token, id]));
  return {
    version: "1.0",
    added_tokens: Object.values(specialTokens)
      .filter((content) => ids.has(content))
      .map((content) => ({ id: ids.get(content), content, special: true, normalized: false })),
    normalizer: {
      type: "BertNormalizer",
      clean_text: true,
      handle_chinese_chars: true,
      strip_accents: null,
      lowercase: lowerCase,
    },
    pre_tokenizer: { type: "BertPreTokenizer" },
    post_processor: pairTemplate(ids),
    decoder: { type: "WordPiece", prefix: "##", cleanup: true },
    model: {
      type: "WordPiece",
      unk_token: specialTokens.unk,
      continuing_subword_prefix: "##",
      max_input_chars_per_word: 100,
      vocab: Object.fromEntries(ids),
    },
  };
}

/** [CLS] A [SEP] and [CLS] A [SEP] B [SEP]: for those who read the file, as we put pairs together ourselves. */
function pairTemplate(ids: ReadonlyMap<string, number>): unknown {
  const { cls, sep } = specialTokens;
  const token = (id: string, type: number) => ({ SpecialToken: { id, type_id: type } });
  const single = [token(cls, 0), { Sequence: { id: "A", type_id: 0 } }, token(sep, 0)];
  const special = [cls, sep].map((id) => [id, { id, ids: [ids.get(id) ?? 0], tokens: [id] }] as const);
  return {
    type: "TemplateProcessing",
    single,
    pair: [...single, { Sequence: { id: "B", type_id: 1 } }, token(sep, 1)],
    special_tokens: Object.fromEntries(special),
  };
}

function tokensById(json: TokenizerJson): string[] {
  const entries = [
    ...Object.entries(json.model.vocab),
    ...(json.added_tokens ?? []).map(({ content, id }): [string, number] => [content, id]),
  ];
  const size = entries.reduce((largest, [, id]) => Math.max(largest, id + 1), 0);
  // Ids nobody uses stay empty: the embedding table has rows for them.
  const tokens = new Array<string>(size).fill("");
  for (const [token, id] of entries) tokens[id] = token;
  return tokens;
}

/** Those that have [CLS] have all of BERT's. */
const isRobertas = (tokens: readonly string[]) => tokens.includes(robertaTokens.cls) && !tokens.includes(specialTokens.cls);

function specialIds(tokens: readonly string[]): Tokenizer["special"] {
  const names = isRobertas(tokens) ? robertaTokens : specialTokens;
  const find = (name: keyof typeof specialTokens) => {
    const id = tokens.indexOf(names[name]);
    if (id < 0) throw new Refused(`the vocabulary of ${tokens.length} tokens lacks ${names[name]}`, "tokenizer");
    return id;
  };
  return {
    pad: find("pad"),
    unk: find("unk"),
    cls: find("cls"),
    sep: find("sep"),
    mask: find("mask"),
  };
}

function createLibraryTokenizer(json: TokenizerJson): LibraryTokenizer {
  try {
    return new LibraryTokenizer(json, {});
  } catch (thrown) {
    throw new Refused(`tokenizer.json cannot be used: ${messageOf(thrown)}`, "tokenizer");
  }
}

/** Whether a text's ids are the ids of its space-separated chunks, one after another: then chunks can be remembered. */
function splitsAtSpaces(json: TokenizerJson): boolean {
  return (
    (json.normalizer === null || json.normalizer?.type === "BertNormalizer") &&
    json.pre_tokenizer?.type === "BertPreTokenizer" &&
    (json.added_tokens ?? []).every(({ content }) => !/\s/.test(content))
  );
}

/** The library takes ~10 µs a word, and text repeats its words. Forgets all at this size, so memory stays bounded. */
const rememberedChunks = 200_000;

/** CJK ideographs beyond 16 bits. */
const wideIdeographs = /[\u{20000}-\u{2a6df}\u{2a700}-\u{2b81f}\u{2b820}-\u{2ceaf}\u{2f800}-\u{2fa1f}]/gu;

/**
 * Prepares a text for the library's BertNormalizer, which differs from the reference in two ways: it looks for
 * ideographs among halves of characters, where the reference looks at characters; and it lower-cases words (Σ at the
 * end becomes ς), where the reference lower-cases characters.
 */
export function forNormalizer(text: string, isolatesIdeographs: boolean, lowerCase: boolean): string {
  const isolated = isolatesIdeographs ? text.replace(wideIdeographs, " $& ") : text;
  return lowerCase ? isolated.replaceAll("Σ", "σ") : isolated;
}

function rememberingChunks(encodeText: (text: string) => number[], json: TokenizerJson): (text: string) => number[] {
  const isolatesIdeographs = json.normalizer?.["handle_chinese_chars"] === true;
  const lowerCase = json.normalizer?.["lowercase"] === true;
  const known = new Map<string, readonly number[]>();
  const encodeChunk = (chunk: string) => {
    const remembered = known.get(chunk);
    if (remembered !== undefined) return remembered;
    const ids = encodeText(forNormalizer(chunk, isolatesIdeographs, lowerCase));
    if (known.size >= rememberedChunks) known.clear();
    known.set(chunk, ids);
    return ids;
  };
  return (text) => {
    const ids: number[] = [];
    // Only these: some that \s matches (U+FEFF) the normaliser deletes, joining what stands around them.
    for (const chunk of text.split(/[ \t\n\r]+/)) {
      if (chunk !== "") for (const id of encodeChunk(chunk)) ids.push(id);
    }
    return ids;
  };
}
