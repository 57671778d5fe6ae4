import type { NamedFile } from "../base/files.ts";
import { createTokenizer, wordPieceJson } from "../data/tokenizer.ts";
import { readTokenizer } from "../formats/hugging-face.ts";
import { isRecord, parseJson } from "../formats/json.ts";

const written = (name: string, value: unknown): NamedFile => ({ name, bytes: new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`) });

/** By the type of the model that reads its ids: some take no token types. */
const tokenizerClasses: Readonly<Record<string, string>> = { distilbert: "DistilBertTokenizer", electra: "ElectraTokenizer", roberta: "RobertaTokenizer" };

/**
 * A teacher's tokenizer as every reader wants it: transformers.js knows no vocab.txt, and learns from
 * tokenizer_config.json alone which token hides a word, and from which length on a text is cut. What the teacher's files
 * say stays as it is, but for a length that the network does not know.
 */
export function withWholeTokenizer(files: readonly NamedFile[], modelType: string, maxPositionEmbeddings: number): readonly NamedFile[] {
  const source = readTokenizer(files);
  const { tokens, special } = createTokenizer(source);
  const nameOf = (id: number) => tokens[id] ?? "";
  const lowerCase = "vocab" in source ? { do_lower_case: source.lowerCase } : {};
  const theirs = theirConfig(files);
  const length = theirs["model_max_length"];
  const config = {
    tokenizer_class: tokenizerClasses[modelType] ?? "BertTokenizer",
    ...lowerCase,
    cls_token: nameOf(special.cls),
    mask_token: nameOf(special.mask),
    pad_token: nameOf(special.pad),
    sep_token: nameOf(special.sep),
    unk_token: nameOf(special.unk),
    ...theirs,
    // Where nobody has set it, transformers writes 1e30.
    model_max_length: typeof length === "number" ? Math.min(length, maxPositionEmbeddings) : maxPositionEmbeddings,
  };
  const added = "vocab" in source ? [written("tokenizer.json", wordPieceJson(source.vocab, source.lowerCase))] : [];
  return [...files.filter(({ name }) => name !== "tokenizer_config.json"), ...added, written("tokenizer_config.json", config)];
}

function theirConfig(files: readonly NamedFile[]): Readonly<Record<string, unknown>> {
  const file = files.find(({ name }) => name === "tokenizer_config.json");
  const value = file ? parseJson(new TextDecoder().decode(file.bytes), file.name) : {};
  return isRecord(value) ? value : {};
}
