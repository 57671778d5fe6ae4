import { unzipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { Refused } from "../../src/base/errors.ts";
import type { NamedFile } from "../../src/base/files.ts";
import type { NamedTensors } from "../../src/base/tensors.ts";
import { checkVocabulary, readModelFiles, readTokenizer, writeModelDirectory } from "../../src/formats/hugging-face.ts";
import { writeModelCard } from "../../src/formats/model-card.ts";
import { readSafetensors, writeSafetensors } from "../../src/formats/safetensors.ts";
import { zipped } from "../../src/formats/zip.ts";
import { exactly } from "../../src/study/measurement.ts";
import { studyWith, trialWith } from "../suites/studies.ts";
import { realDirectory, realFilesMissing } from "./real.ts";
import { defaultRequirements } from "../../src/study/requirements.ts";

const text = (name: string, content: string): NamedFile => ({ name, bytes: new TextEncoder().encode(content) });
const tensors: NamedTensors = new Map([["w", { shape: [2], data: Float32Array.of(1, 2) }]]);
const weights: NamedFile = { name: "model.safetensors", bytes: writeSafetensors(tensors) };
const config = text("config.json", '{"model_type": "bert", "vocab_size": 3}');
const vocabulary = text("vocab.txt", "[PAD]\r\n[UNK]\r\nword\r\n");

const partName = (number: number) => `model-0000${number}-of-00002.safetensors`;
/** Part i holds the tensor `wi` of value i. */
const part = (number: number): NamedFile => ({
  name: partName(number),
  bytes: writeSafetensors(new Map([[`w${number}`, { shape: [1], data: Float32Array.of(number) }]])),
});
const indexOf = (weights: Record<string, string>) =>
  text("model.safetensors.index.json", JSON.stringify({ metadata: { total_size: 8 }, weight_map: weights }));
const index = indexOf({ w1: partName(1), w2: partName(2) });

function refusalOf(act: () => unknown): Refused {
  try {
    act();
  } catch (thrown) {
    if (thrown instanceof Refused) return thrown;
    throw thrown;
  }
  throw new Error("nothing was refused");
}

describe("readModelFiles", () => {
  it("reads config, tensors and vocabulary", () => {
    expect(readModelFiles([weights, vocabulary, config])).toEqual({
      config: { model_type: "bert", vocab_size: 3 },
      tensors,
      tokenizer: { vocab: ["[PAD]", "[UNK]", "word"], lowerCase: true },
    });
  });

  it("reads weights in parts by their index", () => {
    const { tensors: read } = readModelFiles([config, vocabulary, part(2), part(1), index]);
    expect([...read].map(([name, { data }]) => [name, data[0]])).toEqual([["w1", 1], ["w2", 2]]);
  });

  it("strips folders of either kind and passes over case", () => {
    const read = readModelFiles([
      { ...config, name: "my model/Config.JSON" },
      { ...weights, name: "my model\\MODEL.safetensors" },
      { ...vocabulary, name: "my model/Vocab.txt" },
    ]);
    expect(read.config["model_type"]).toBe("bert");
  });

  it("takes the file in fewer folders", () => {
    const nested = text("model/1_Pooling/config.json", '{"pooling": true}');
    const read = readModelFiles([nested, { ...config, name: "model/config.json" }, weights, vocabulary]);
    expect(read.config).toEqual({ model_type: "bert", vocab_size: 3 });
  });

  it("prefers tokenizer.json", () => {
    const whole = text("tokenizer.json", '{"model": {"type": "WordPiece"}}');
    expect(readTokenizer([vocabulary, whole])).toEqual({ tokenizerJson: { model: { type: "WordPiece" } } });
  });

  it("heeds do_lower_case", () => {
    const cased = text("tokenizer_config.json", '{"do_lower_case": false, "model_max_length": 512}');
    expect(readTokenizer([vocabulary, cased])).toMatchObject({ lowerCase: false });
  });

  it("keeps blank lines inside a vocabulary, since ids are line numbers", () => {
    expect(readTokenizer([text("vocab.txt", "a\n\nb\n\n")])).toMatchObject({ vocab: ["a", "", "b"] });
  });

  it.each<[string, NamedFile[], RegExp, string]>([
    ["no files", [], /^config\.json is missing.*"no files"$/, "config.json"],
    ["no config", [weights, vocabulary], /^config\.json is missing.*got "model\.safetensors, vocab\.txt"$/, "config.json"],
    ["no weights", [config, vocabulary], /^model\.safetensors is missing/, "model.safetensors"],
    ["no tokenizer", [config, weights], /^tokenizer\.json or vocab\.txt is missing/, "tokenizer.json or vocab.txt"],
    ["only pickled weights", [config, vocabulary, text("m/pytorch_model.bin", "")], /save_pretrained.*got "pytorch_model\.bin"$/, "pytorch_model.bin"],
    ["TensorFlow weights", [config, vocabulary, text("tf_model.h5", "")], /got "tf_model\.h5"$/, "tf_model.h5"],
    ["split weights without their index", [config, vocabulary, part(1)], /index\.json is missing.*got "model-00001-of-00002\.safetensors"$/, "model.safetensors.index.json"],
    ["an index of files elsewhere", [config, vocabulary, indexOf({ w: "../w.safetensors" })], /weight_map\.w is wrong.*got "\.\.\/w\.safetensors"$/, "weight_map.w"],
    ["split weights with a part missing", [config, vocabulary, part(1), index], /^model-00002-of-00002\.safetensors is missing/, "model-00002-of-00002.safetensors"],
    ["a tensor that is not in its part", [config, vocabulary, part(1), indexOf({ w1: partName(1), w3: partName(1) })], /^model-00001-of-00002\.safetensors lacks the tensor "w3"/, "w3"],
    ["a config that is no JSON", [text("config.json", "<html>"), weights, vocabulary], /^config\.json is damaged: at line 1, column 1 .*"<html>"$/, "config.json"],
    ["a config that is a list", [text("config.json", "[]"), weights, vocabulary], /^config\.json should be a JSON object, got \[\]$/, "config.json"],
    ["a config that is no text", [{ name: "config.json", bytes: Uint8Array.of(0xff, 0xfe) }, weights, vocabulary], /no UTF-8 text/, "config.json"],
    ["damaged weights", [config, vocabulary, { ...weights, bytes: weights.bytes.subarray(0, 20) }], /^model\.safetensors is cut off/, "model.safetensors"],
    ["an empty vocabulary", [config, weights, text("vocab.txt", "\n\n")], /^vocab\.txt is empty/, "vocab.txt"],
    ["a strange do_lower_case", [config, weights, vocabulary, text("tokenizer_config.json", '{"do_lower_case": "yes"}')], /do_lower_case.*got "yes"$/, "do_lower_case"],
  ])("refuses %s", (_, files, message, field) => {
    const refused = refusalOf(() => readModelFiles(files));
    expect(refused.message).toMatch(message);
    expect(refused.field).toBe(field);
  });
});

describe("checkVocabulary", () => {
  it.each([
    [30522, 30522],
    [30522, 30528], // a multiple of 8 and of 64
    [300, 384], // of 128
  ])("accepts %i tokens for %i rows", (tokenizer, rows) => {
    expect(() => checkVocabulary(tokenizer, rows)).not.toThrow();
  });

  it.each([
    [30522, 28996],
    [28996, 30522],
    [300, 301],
    [304, 312],
  ])("refuses %i tokens for %i rows with both numbers", (tokenizer, rows) => {
    expect(refusalOf(() => checkVocabulary(tokenizer, rows)).message).toMatch(new RegExp(`${tokenizer} tokens.* ${rows}$`));
  });
});

describe("writeModelDirectory", () => {
  const trial = trialWith(
    { mlmAccuracy: { value: 0.4321, low: 0.41, high: 0.45, samples: 256 }, latencyMs: exactly(2.5) },
    { id: 7, role: "regular", parent: 3 },
  );
  const student: NamedTensors = new Map([
    ["cls.predictions.bias", { shape: [1], data: Float32Array.of(1) }],
    ["cls.predictions.decoder.bias", { shape: [1], data: Float32Array.of(1) }],
    ["cls.predictions.decoder.weight", { shape: [1], data: Float32Array.of(2) }],
    ["mobilebert.embeddings.word_embeddings.weight", { shape: [1], data: Float32Array.of(2) }],
  ]);
  const directory = {
    config: { vocab_size: 3, model_type: "mobilebert" },
    tensors: student,
    tokenizerFiles: [weights, config, { ...vocabulary, name: "teacher/vocab.txt" }],
    card: writeModelCard({ study: studyWith([trial]), trial }),
  };
  const files = writeModelDirectory(directory);
  const contentOf = (name: string) => new TextDecoder().decode(files.find((file) => file.name === name)?.bytes);

  it("writes card, config, weights and the teacher's tokenizer", () => {
    expect(files.map(({ name }) => name)).toEqual(["README.md", "config.json", "model.safetensors", "vocab.txt"]);
    expect(contentOf("config.json")).toBe('{\n  "model_type": "mobilebert",\n  "vocab_size": 3\n}\n');
    expect(contentOf("vocab.txt")).toBe("[PAD]\r\n[UNK]\r\nword\r\n");
  });

  it("leaves tied tensors out, as transformers does, unless they are not tied", () => {
    const written = (config: Record<string, unknown>) => {
      const file = writeModelDirectory({ ...directory, config }).find(({ name }) => name === "model.safetensors");
      return [...readSafetensors(file?.bytes ?? new Uint8Array()).keys()];
    };
    const kept = ["cls.predictions.bias", "mobilebert.embeddings.word_embeddings.weight"];
    expect(written({})).toEqual(kept);
    expect(written({ tie_word_embeddings: true })).toEqual(kept);
    expect(written({ tie_word_embeddings: false })).toHaveLength(4);
  });

  it("reads back as a model", () => {
    const { config, tokenizer } = readModelFiles(files);
    expect(config["model_type"]).toBe("mobilebert");
    expect(tokenizer).toMatchObject({ vocab: ["[PAD]", "[UNK]", "word"] });
  });

  it("tells the lineage, the schedule, the device and every metric with its interval", () => {
    const card = contentOf("README.md");
    for (const fact of [
      "| Teacher | small teacher \\(bert, 4 layers, hidden size 256, 4000000 parameters\\) |",
      `| Teacher, SHA-256 | ${"0".repeat(64)} |`,
      "| Text | text \\(10 documents, 100 sentences\\) |",
      "| Trial | 7, the regular schedule of trial 3 |",
      "| Seed | 1 |",
      "| MLM accuracy | 0.4321 | 0.41 to 0.45 \\(256 samples\\) |",
      "| Latency | 2.5 ms | exact |",
      "| Hidden size | 64 |",
      `| distillationSteps | ${defaultRequirements.schedule.distillationSteps} |`,
      "| Backend | cpu |",
      "pipeline_tag: fill-mask",
    ]) {
      expect(card).toContain(fact);
    }
  });

  it("lets no name break out of the card", () => {
    const study = { ...studyWith([trial]), name: "x](http://evil) <img src=x> |\n---" };
    const card = new TextDecoder().decode(writeModelDirectory({ ...directory, card: writeModelCard({ study, trial }) })[0]?.bytes);
    expect(card).toContain("# x\\]\\(http://evil\\) \\<img src=x\\> \\| ---, trial 7\n");
  });

  it("packs into an archive that is the same every time", () => {
    const archive = zipped(files);
    expect(zipped(files)).toEqual(archive);
    const unpacked = unzipSync(archive);
    expect(Object.keys(unpacked)).toEqual(files.map(({ name }) => name));
    for (const { name, bytes } of files) expect(Buffer.compare(unpacked[name] ?? new Uint8Array(), bytes)).toBe(0);
  });
});

describe.skipIf(realFilesMissing)("models written by transformers", () => {
  it("reads the teacher", () => {
    const { config, tensors, tokenizer } = readModelFiles(realDirectory("teacher"));
    expect(config["vocab_size"]).toBe(4096);
    expect(tensors.get("bert.embeddings.word_embeddings.weight")?.shape).toEqual([4096, 128]);
    expect(tokenizer).toHaveProperty("tokenizerJson.model.type", "WordPiece");
  });

  it("reads its vocab.txt with the same tokens as its tokenizer.json", () => {
    const files = realDirectory("teacher");
    const lines = readTokenizer(files.filter(({ name }) => !name.endsWith("tokenizer.json")));
    const whole = readTokenizer(files);
    const ids = "tokenizerJson" in whole ? (whole.tokenizerJson as { model: { vocab: Record<string, number> } }).model.vocab : {};
    const tokens = Object.entries(ids).sort(([, a], [, b]) => a - b).map(([token]) => token);
    expect(lines).toEqual({ vocab: tokens, lowerCase: true });
  });
});
