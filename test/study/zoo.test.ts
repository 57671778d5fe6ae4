import { describe, expect, it } from "vitest";
import { parse } from "../../src/study/parse.ts";
import { architectureSchema } from "../../src/study/architecture.ts";
import { bertFlops, bertParameters } from "../../src/study/templates/bert.ts";
import { templates } from "../../src/study/templates/index.ts";
import { templateSchema } from "../../src/study/templates/template.ts";
import { zoo } from "../../src/study/zoo.ts";

const vocabulary = { vocabSize: 30522, maxPositionEmbeddings: 512 };

function millions(name: string): number {
  const entry = zoo.find((one) => one.name === name);
  if (entry === undefined) throw new Error(`not in the zoo: "${name}"`);
  const count =
    entry.kind === "bert"
      ? bertParameters(entry.sizes, vocabulary)
      : templates.mobilebert.parameters(entry.sizes.architecture, entry.sizes.template, vocabulary);
  return Math.round(count / 1e4) / 100;
}

/** Millions of parameters, counted in PyTorch from the same sizes; MobileBERT's without pooler, BERT's with. */
const published: Readonly<Record<string, number>> = {
  MobileBERT: 24.58,
  "MobileBERT tiny": 15.49,
  "EdgeTPU XXS": 9.42,
  "EdgeTPU XS": 27.01,
  "EdgeTPU S": 38.33,
  "EdgeTPU M": 50.95,
  "BERT base": 109.48,
  "TinyBERT 6": 66.96,
  "BERT-PKD 4": 52.78,
  "BERT-PKD 3": 45.69,
  "TinyBERT 4": 14.35,
  "MiniLM L12 H384": 33.36,
  "MiniLM L6 H384": 22.71,
  "XtremeDistil L6 H256": 12.75,
  "BERT tiny": 4.39,
  "BERT mini": 11.17,
  "BERT small": 28.76,
  "BERT medium": 41.37,
};

describe("the zoo", () => {
  it.each(Object.entries(published))("%s has %f million parameters", (name, count) => {
    expect(millions(name)).toBe(count);
  });

  it("names each once and has no other", () => {
    expect(zoo.map(({ name }) => name).sort()).toEqual(Object.keys(published).sort());
  });

  it("has 5.39 GFLOPs for MobileBERT and 22.34 for BERT base at 128 tokens", () => {
    const [mobilebert, bert] = [zoo[0], zoo.find(({ name }) => name === "BERT base")];
    if (mobilebert?.kind !== "mobilebert" || bert?.kind !== "bert") throw new Error("the zoo lacks its first two");
    const { architecture, template } = mobilebert.sizes;
    expect(templates.mobilebert.flops(architecture, template, 1, 128) / 1e9).toBeCloseTo(5.39, 2);
    // 11.17 G multiply-adds.
    expect(bertFlops(bert.sizes, 1, 128) / 2e9).toBeCloseTo(11.17, 2);
  });

  it("holds architectures that a study could hold", () => {
    for (const entry of zoo) {
      if (entry.kind === "bert") expect(entry.sizes.hiddenSize % entry.sizes.heads).toBe(0);
      else {
        expect(parse(architectureSchema, entry.sizes.architecture, entry.name)).toEqual(entry.sizes.architecture);
        expect(parse(templateSchema, entry.sizes.template, entry.name)).toEqual(entry.sizes.template);
        expect(templates.mobilebert.problem(entry.sizes.architecture)).toBeNull();
      }
    }
  });
});
