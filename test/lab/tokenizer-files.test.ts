/** Tokenizers as transformers.js wants them. */
import { expect, it } from "vitest";
import type { NamedFile } from "../../src/base/files.ts";
import { withWholeTokenizer } from "../../src/lab/tokenizer-files.ts";

const file = (name: string, text: string): NamedFile => ({ name, bytes: new TextEncoder().encode(text) });
const vocabulary = file("vocab.txt", ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a"].join("\n"));

function configOf(theirs: Record<string, unknown>, modelType = "bert"): unknown {
  const files = withWholeTokenizer([vocabulary, file("tokenizer_config.json", JSON.stringify(theirs))], modelType, 48);
  return JSON.parse(new TextDecoder().decode(files.find(({ name }) => name === "tokenizer_config.json")?.bytes));
}

it("name what hides a word, and leave what the teacher says", () => {
  expect(configOf({})).toMatchObject({ tokenizer_class: "BertTokenizer", do_lower_case: true, mask_token: "[MASK]", sep_token: "[SEP]" });
  expect(configOf({}, "distilbert")).toMatchObject({ tokenizer_class: "DistilBertTokenizer" });
  expect(configOf({ tokenizer_class: "Other", do_lower_case: false, mask_token: "a" })).toMatchObject({ tokenizer_class: "Other", do_lower_case: false, mask_token: "a" });
});

it("cut texts where the network ends, or earlier where the teacher says so", () => {
  for (const [theirs, length] of [[undefined, 48], [1e30, 48], [512, 48], [32, 32]]) {
    expect(configOf({ model_max_length: theirs })).toMatchObject({ model_max_length: length });
  }
});
