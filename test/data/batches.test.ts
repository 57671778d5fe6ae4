import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Refused } from "../../src/base/errors.ts";
import type { Batch, BatchSpec } from "../../src/data/batch.ts";
import { createBatches, maxPredictions } from "../../src/data/batches.ts";
import type { TokenisedDocuments } from "../../src/data/corpus.ts";

const special = { pad: 0, unk: 1, cls: 2, sep: 3, mask: 4 };
const firstId = 10;

/** A corpus in which every token has an id of its own, so that an id says where it stands. */
function corpusOf(sentenceLengths: readonly (readonly number[])[]): TokenisedDocuments {
  const sentences = sentenceLengths.flat();
  const tokens = sentences.reduce((sum, length) => sum + length, 0);
  const sums = (lengths: readonly number[]) => {
    let sum = 0;
    return Int32Array.from([0, ...lengths.map((length) => (sum += length))]);
  };
  return {
    ids: Int32Array.from({ length: tokens }, (_, position) => firstId + position),
    sentenceStarts: sums(sentences),
    documentStarts: sums(sentenceLengths.map((document) => document.length)),
  };
}

const tokenizerFor = (corpus: TokenisedDocuments) => ({ vocabSize: firstId + corpus.ids.length, special });
const standard: BatchSpec = { batchSize: 16, sequenceLength: 48, maskProbability: 0.15, seed: 1, count: 100 };
/** 60 documents of 8 to 12 sentences of 8 to 14 tokens. */
const stories = corpusOf(
  Array.from({ length: 60 }, (_, d) => Array.from({ length: 8 + (d % 5) }, (_, s) => 8 + ((3 * d + 5 * s) % 7))),
);

interface Row {
  readonly ids: readonly number[];
  readonly first: readonly number[];
  readonly second: readonly number[];
  readonly length: number;
  readonly label: number;
  readonly hidden: readonly { readonly column: number; readonly shown: number; readonly label: number }[];
}

/** Takes a batch apart; the ids are those before hiding. */
function rowsOf(batch: Batch): Row[] {
  const slots = batch.maskedPositions.length / batch.batchSize;
  return Array.from({ length: batch.batchSize }, (_, row) => {
    const start = row * batch.sequenceLength;
    const part = <T extends Int32Array | Float32Array>(all: T) => [...all.subarray(start, start + batch.sequenceLength)];
    const ids = part(batch.inputIds);
    const hidden: Row["hidden"][number][] = [];
    for (let slot = row * slots; slot < (row + 1) * slots; slot++) {
      if (batch.maskedWeights[slot] === 0) continue;
      const column = (batch.maskedPositions[slot] ?? 0) - start;
      const label = batch.maskedLabels[slot] ?? 0;
      hidden.push({ column, label, shown: ids[column] ?? 0 });
    }
    for (const { column, label } of hidden) ids[column] = label;
    const types = part(batch.tokenTypeIds);
    const length = part(batch.attentionMask).reduce((sum, value) => sum + value, 0);
    const border = types.includes(1) ? types.indexOf(1) : length;
    return { ids, length, hidden, first: ids.slice(1, border - 1), second: ids.slice(border, length - 1), label: batch.nspLabels[row] ?? 0 };
  });
}

const documentOf = (corpus: TokenisedDocuments, id: number) =>
  corpus.documentStarts.findIndex((sentence) => (corpus.sentenceStarts[sentence] ?? 0) > id - firstId) - 1;
const isRun = (ids: readonly number[]) => ids.every((id, i) => i === 0 || id === (ids[i - 1] ?? 0) + 1);

const corpora = fc
  .array(fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 7 }), { minLength: 2, maxLength: 7 })
  .filter((documents) => documents.filter((document) => document.length > 1).length >= 2)
  .map(corpusOf);
const specs = fc.record({
  batchSize: fc.integer({ min: 1, max: 5 }),
  sequenceLength: fc.integer({ min: 8, max: 64 }),
  maskProbability: fc.double({ min: 0.01, max: 0.5, noNaN: true }),
  seed: fc.nat(),
  count: fc.integer({ min: 1, max: 20 }),
});

describe("a batch of pretraining examples", () => {
  it("is [CLS] first [SEP] second [SEP] padding, with types and attention to match", () => {
    fc.assert(
      fc.property(corpora, specs, fc.nat({ max: 50 }), (corpus, spec, index) => {
        const batch = createBatches(corpus, tokenizerFor(corpus), spec).batch(index);
        rowsOf(batch).forEach(({ ids, first, second, length }, row) => {
          expect(first.length).toBeGreaterThan(0);
          expect(second.length).toBeGreaterThan(0);
          expect(length).toBe(first.length + second.length + 3);
          expect(length).toBeLessThanOrEqual(spec.sequenceLength);
          expect(ids).toEqual([
            special.cls, ...first, special.sep, ...second, special.sep,
            ...new Array<number>(spec.sequenceLength - length).fill(special.pad),
          ]);
          const start = row * spec.sequenceLength;
          const columns = Array.from({ length: spec.sequenceLength }, (_, column) => column);
          expect([...batch.attentionMask.subarray(start, start + spec.sequenceLength)]).toEqual(
            columns.map((column) => (column < length ? 1 : 0)),
          );
          expect([...batch.tokenTypeIds.subarray(start, start + spec.sequenceLength)]).toEqual(
            columns.map((column) => (column > first.length + 1 && column < length ? 1 : 0)),
          );
        });
      }),
    );
  });

  it("restores the text from the labels; the next-sentence label tells whose text it is", () => {
    fc.assert(
      fc.property(corpora, specs, fc.nat({ max: 50 }), (corpus, spec, index) => {
        for (const { first, second, label } of rowsOf(createBatches(corpus, tokenizerFor(corpus), spec).batch(index))) {
          expect(isRun(first)).toBe(true);
          expect(isRun(second)).toBe(true);
          const [own = -1, other = -1] = [first[0], second[0]].map((id) => documentOf(corpus, id ?? 0));
          expect([0, 1]).toContain(label);
          expect(own === other).toBe(label === 0);
          if (label === 0) expect(second[0]).toBeGreaterThan(first.at(-1) ?? 0);
          // A document's first sentence is never a second segment: it would give the answer away.
          const secondSentence = corpus.sentenceStarts[(corpus.documentStarts[other] ?? 0) + 1] ?? 0;
          expect(second[0]).toBeGreaterThanOrEqual(firstId + secondSentence);
        }
      }),
    );
  });

  it("hides at least one token a row, never a special one, none twice, in as many slots as agreed", () => {
    fc.assert(
      fc.property(corpora, specs, fc.nat({ max: 50 }), (corpus, spec, index) => {
        const batch = createBatches(corpus, tokenizerFor(corpus), spec).batch(index);
        expect(batch.maskedPositions).toHaveLength(spec.batchSize * Math.ceil(spec.maskProbability * spec.sequenceLength));
        for (const { ids, hidden, length } of rowsOf(batch)) {
          const expected = Math.max(1, Math.round(spec.maskProbability * length));
          expect(hidden).toHaveLength(Math.min(expected, maxPredictions(spec), length - 3));
          expect(new Set(hidden.map(({ column }) => column)).size).toBe(hidden.length);
          for (const { column } of hidden) expect(ids[column]).toBeGreaterThanOrEqual(firstId);
        }
        batch.maskedWeights.forEach((weight, slot) => {
          if (weight === 0) expect([batch.maskedPositions[slot], batch.maskedLabels[slot]]).toEqual([0, 0]);
        });
      }),
    );
  });

  it("is the same for the same index, in any order, and again after `count`", () => {
    fc.assert(
      fc.property(corpora, specs, fc.array(fc.nat({ max: 50 }), { maxLength: 5 }), (corpus, spec, indices) => {
        const forwards = createBatches(corpus, tokenizerFor(corpus), spec);
        const backwards = createBatches(corpus, tokenizerFor(corpus), spec);
        const expected = indices.map((index) => forwards.batch(index));
        const actual = indices.toReversed().map((index) => backwards.batch(index + spec.count));
        expect(actual.toReversed()).toEqual(expected);
      }),
    );
  });

  it("differs with the seed and the index", () => {
    const ids = (seed: number, index: number) =>
      createBatches(stories, tokenizerFor(stories), { ...standard, seed }).batch(index).inputIds.join();
    expect(new Set([ids(1, 0), ids(1, 1), ids(2, 0), ids(2, 1)]).size).toBe(4);
  });
});

describe("many batches", () => {
  const source = createBatches(stories, tokenizerFor(stories), standard);
  const rows = Array.from({ length: standard.count }, (_, index) => rowsOf(source.batch(index))).flat();
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  /** Four standard errors of a share. */
  const tolerance = (share: number, samples: number) => 4 * Math.sqrt((share * (1 - share)) / samples);
  const expectShare = (values: readonly boolean[], share: number) =>
    expect(Math.abs(mean(values.map(Number)) - share)).toBeLessThan(tolerance(share, values.length));

  it("draw half of the second segments from elsewhere", () => {
    expectShare(rows.map(({ label }) => label === 1), 0.5);
  });

  it("fill their rows, whatever the label", () => {
    const full = rows.filter(({ length }) => length === standard.sequenceLength).length / rows.length;
    expect(full).toBeGreaterThan(0.98);
    const secondLength = (label: number) => mean(rows.filter((row) => row.label === label).map(({ second }) => second.length));
    expect(Math.abs(secondLength(0) - secondLength(1))).toBeLessThan(1);
  });

  it("hide 15 % of the tokens: 80 % as [MASK], 10 % as another token, 10 % as themselves", () => {
    const hidden = rows.flatMap((row) => row.hidden);
    expect(hidden.length / rows.reduce((sum, { length }) => sum + length, 0)).toBeCloseTo(0.15, 2);
    expectShare(hidden.map(({ shown }) => shown === special.mask), 0.8);
    expectShare(hidden.map(({ shown, label }) => shown === label), 0.1);
    const random = hidden.filter(({ shown, label }) => shown !== special.mask && shown !== label);
    expect(random.every(({ shown }) => !Object.values(special).includes(shown))).toBe(true);
    // Drawn from the whole vocabulary: their mean is its middle, four standard errors of a uniform draw around it.
    const { vocabSize } = tokenizerFor(stories);
    const spread = vocabSize / Math.sqrt(12 * random.length);
    expect(Math.abs(mean(random.map(({ shown }) => shown)) - (5 + vocabSize) / 2)).toBeLessThan(4 * spread);
  });

  it("begin, within an epoch, with each document as often as it has windows of text", () => {
    const room = standard.sequenceLength - 3;
    const windows = Array.from({ length: 60 }, (_, document) => {
      const [start = 0, end = 0] = [document, document + 1].map((d) => stories.sentenceStarts[stories.documentStarts[d] ?? 0]);
      return Math.ceil((end - start) / room);
    });
    const examples = windows.reduce((sum, count) => sum + count, 0);
    for (const epoch of [0, 2]) {
      const begun = new Array<number>(60).fill(0);
      for (const { first } of rows.slice(epoch * examples, (epoch + 1) * examples)) {
        const document = documentOf(stories, first[0] ?? 0);
        begun[document] = (begun[document] ?? 0) + 1;
      }
      expect(begun).toEqual(windows);
    }
  });

  it("visit every part of every document", () => {
    const visits = new Int32Array(stories.ids.length);
    for (const { first, second } of rows) {
      for (const id of [...first, ...second]) visits[id - firstId] = (visits[id - firstId] ?? 0) + 1;
    }
    const place = (position: number) => {
      const [start = 0, end = 0] = [0, 1].map((next) => stories.sentenceStarts[stories.documentStarts[documentOf(stories, position + firstId) + next] ?? 0]);
      return Math.floor((5 * (position - start)) / (end - start));
    };
    const fifths = [0, 1, 2, 3, 4].map((fifth) => mean([...visits].filter((_, position) => place(position) === fifth)));
    expect(Math.min(...fifths)).toBeGreaterThan(0.5 * mean(fifths));
    expect(Math.max(...fifths)).toBeLessThan(1.5 * mean(fifths));
    expect(visits.filter((count) => count === 0).length).toBeLessThan(0.005 * visits.length);
  });

  it("always continue when next sentences are not asked for", () => {
    const contiguous = createBatches(stories, tokenizerFor(stories), standard, { mlmOnly: true });
    for (let index = 0; index < 20; index++) {
      for (const { first, second, label } of rowsOf(contiguous.batch(index))) {
        expect(label).toBe(0);
        expect(documentOf(stories, first[0] ?? 0)).toBe(documentOf(stories, second[0] ?? 0));
      }
    }
  });
});

describe("a corpus that makes no pairs", () => {
  const make = (lengths: readonly (readonly number[])[], options = {}, spec = standard) => {
    const corpus = corpusOf(lengths);
    return () => createBatches(corpus, tokenizerFor(corpus), spec, options);
  };

  it("is refused", () => {
    expect(make([[5, 5], [5]])).toThrow(Refused);
    expect(make([[5, 5], [5]])).toThrow(/at least 2\): 1$/);
    expect(make([[5], [5]], { mlmOnly: true })).toThrow(/at least 1\): 0$/);
    expect(make([[5, 5], [5, 5]], {}, { ...standard, sequenceLength: 4 })).toThrow(/at least 5 tokens: 4$/);
  });

  it("suffices with one document when next sentences are not asked for", () => {
    expect(make([[5, 5], [5]], { mlmOnly: true })().batch(0).nspLabels).toEqual(new Int32Array(16));
  });

  it("keeps all slots of a row empty that has nothing to hide", () => {
    const corpus = corpusOf([[1, 1], [1, 1]]);
    corpus.ids.fill(special.unk);
    const batch = createBatches(corpus, tokenizerFor(corpus), { ...standard, batchSize: 1 }).batch(0);
    expect([...batch.inputIds.subarray(0, 5)]).toEqual([special.cls, special.unk, special.sep, special.unk, special.sep]);
    expect(batch.maskedWeights.every((weight) => weight === 0)).toBe(true);
  });
});
