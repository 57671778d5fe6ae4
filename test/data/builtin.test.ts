import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { createRandom } from "../../src/base/random.ts";
import { parseCorpus, tokenise } from "../../src/data/corpus.ts";
import { createTokenizer } from "../../src/data/tokenizer.ts";
import { generateBuiltin } from "../tools/builtin/builtin.ts";
import { generateCorpus } from "../tools/builtin/corpus.ts";
import { createNarrator, type World } from "../tools/builtin/narrator.ts";
import { scenarios } from "../tools/builtin/scenarios/index.ts";

const folder = resolve(import.meta.dirname, "../../public/builtin");
const shipped = (name: string) => readFileSync(join(folder, name), "utf8");
const corpus = shipped("corpus.txt");
const documents = parseCorpus(corpus, "corpus.txt");
const heldout = parseCorpus(shipped("heldout.txt"), "heldout.txt");
const tokenizer = createTokenizer({ vocab: shipped("vocab.txt").trimEnd().split("\n"), lowerCase: true });

describe("the built-in text", () => {
  it("is what the generator makes", () => {
    for (const [name, content] of generateBuiltin()) expect(content === shipped(name), name).toBe(true);
  });

  it("is at least a megabyte, with a tenth as much held out", () => {
    expect(corpus.length).toBeGreaterThan(1_100_000);
    expect(shipped("heldout.txt").length).toBeGreaterThan(100_000);
  });

  it("holds no held-out document", () => {
    const known = new Set(documents.map((document) => document.join("\n")));
    expect(known.size).toBe(documents.length);
    expect(heldout.filter((document) => known.has(document.join("\n")))).toEqual([]);
  });

  it("has documents of 6 to 14 sentences, sentences of a capital, words and a full stop", () => {
    for (const document of [...documents, ...heldout]) {
      expect(document.length).toBeGreaterThanOrEqual(6);
      expect(document.length).toBeLessThanOrEqual(14);
    }
    const sentence = /^"?[A-Z][A-Za-z' ,:?!"-]*[.?!]"?$/;
    expect([...documents, ...heldout].flat().filter((line) => !sentence.test(line))).toEqual([]);
    expect(corpus).not.toMatch(/\b(a) [aeio]|\b(an) [bcdfgjklmnpqrstvwxz]| {2}/i);
  });

  it("is nearly all whole words to its tokenizer, about four sentences a sequence of 48", () => {
    const words = corpus.match(/[a-z]+|[^a-z\s]/gi)?.length ?? 0;
    const { ids, sentenceStarts } = tokenise(documents, tokenizer);
    expect(tokenizer.vocabSize).toBe(1536);
    expect(ids.length / words).toBeLessThan(1.05);
    expect(ids.includes(tokenizer.special.unk)).toBe(false);
    expect(ids.length / (sentenceStarts.length - 1)).toBeLessThan(14);
  });

  it("cannot be guessed without reading: the most frequent token is one in nine", () => {
    const { ids } = tokenise(heldout, tokenizer);
    const counts = new Map<number, number>();
    for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1);
    expect(Math.max(...counts.values()) / ids.length).toBeLessThan(1 / 9);
  });
});

describe("the generator", () => {
  it("makes the same text from the same seed, another from another", () => {
    expect(generateCorpus(5, 20_000)).toBe(generateCorpus(5, 20_000));
    expect(generateCorpus(5, 20_000)).not.toBe(generateCorpus(6, 20_000));
  });

  it("leaves out excluded documents", () => {
    const [first = ""] = generateCorpus(5, 5_000).split("\n\n");
    expect(generateCorpus(5, 5_000, new Set([first]))).not.toContain(first);
  });

  it("has hundreds of templates over twelve scenarios", () => {
    const templates = scenarios.flatMap(({ openings, objectIntroductions, early, middle, plots, closings }) => [
      ...[openings, objectIntroductions, early, middle, closings].flat(),
      ...plots.flatMap((plot) => [plot.causes, plot.effects, plot.reactions, plot.resolutions].flat()),
    ]);
    expect(scenarios).toHaveLength(12);
    expect(templates.length).toBeGreaterThan(600);
    expect(new Set(templates).size).toBeGreaterThan(0.99 * templates.length);
  });
});

describe("a narrator", () => {
  const world = (change: Partial<World["persons"]> = {}): World => ({
    persons: {
      A: { name: "Mara", gender: "female", description: "the baker" },
      B: { name: "Tom", gender: "male", description: "brother" },
      ...change,
    },
    object: { noun: "lamp", size: "old", attribute: "green" },
    slots: { fruit: ["apple", "pear"], town: ["Thornby"] },
  });
  const tell = (seed: number, persons: World, ...templates: string[]) => {
    const narrator = createNarrator(persons, createRandom(seed));
    return templates.map((template) => narrator.tell(template));
  };
  const seeds = Array.from({ length: 50 }, (_, seed) => seed);

  it("names a person first, and says she and her where that is clear", () => {
    const told = new Set(seeds.map((seed) => tell(seed, world(), "{A} slept", "{A} woke {B:name} and {A's} cat")[1]));
    expect(told).toEqual(new Set(["She woke Tom and her cat.", "Mara woke Tom and her cat.", "The baker woke Tom and her cat."]));
  });

  it("says no pronoun that could mean two persons", () => {
    const sisters = world({ B: { name: "Lena", gender: "female", description: "sister" } });
    for (const seed of seeds) {
      const [, second = ""] = tell(seed, sisters, "{A} met {B:name}", "{B} laughed");
      expect(["Lena laughed.", "Mara's sister laughed."]).toContain(second.replace("The baker's", "Mara's"));
    }
  });

  it("introduces a thing once and remembers it", () => {
    for (const seed of seeds) {
      const [first, second, third] = tell(seed, world(), "there was {o}", "{o} shone", "{A} took {o:it}");
      expect(first).toBe("There was an old green lamp.");
      expect(["The green lamp shone.", "The lamp shone."]).toContain(second);
      expect(third).toBe("Mara took it.");
    }
  });

  it("keeps a chosen word, unless another one is asked for", () => {
    for (const seed of seeds) {
      const [line] = tell(seed, world(), "{fruit} {fruit} {fruit+}");
      expect(["Apple apple pear.", "Pear pear apple."]).toContain(line);
    }
  });

  it("ends sentences, also within quotation marks", () => {
    expect(tell(1, world(), '"who is there?" asked {A}', '"come in," said {B}, "it is late"')).toEqual([
      '"Who is there?" asked Mara.',
      '"Come in," said Tom, "it is late."',
    ]);
  });

  it("knows no list that is not there", () => {
    expect(() => tell(1, world(), "{nonsense}")).toThrow('"nonsense"');
  });
});
