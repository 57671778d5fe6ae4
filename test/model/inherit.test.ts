import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createRandom } from "../../src/base/random.ts";
import type { NamedTensors } from "../../src/base/tensors.ts";
import * as tf from "../../src/engine/tf.ts";
import { createBert } from "../../src/model/bert.ts";
import { inheritFromTeacher } from "../../src/model/inherit.ts";
import type { MobileBertConfig } from "../../src/model/mobilebert-config.ts";
import { createMobileBert } from "../../src/model/mobilebert.ts";
import type { Network } from "../../src/model/network.ts";
import { toTensors } from "../../src/model/parameters.ts";
import { firstRows, principalDirections, timesTransposed } from "../../src/model/projection.ts";
import { describeBackends } from "../suites/backend.ts";
import { hasRealData, readCheckpoint, realFolder } from "../suites/golden.ts";

const h = 16;
const vocabSize = 60;
const maxPositionEmbeddings = 12;
const teacher = createBert({
  modelType: "bert",
  vocabSize,
  maxPositionEmbeddings,
  typeVocabSize: 2,
  numHiddenLayers: 1,
  hiddenSize: h,
  numAttentionHeads: 2,
  intermediateSize: 24,
  hiddenAct: "relu",
  layerNormEps: 1e-12,
});

/** A teacher whose every number is off its initial value, with some directions of the embeddings far stronger than others. */
function trained(): NamedTensors {
  const random = createRandom(11);
  const values = new Map(teacher.initialise(4));
  for (const [name, { shape, data }] of values) {
    const strength = (column: number) => (name.includes("word_embeddings") ? 3 / (1 + (column % h)) : 0.2);
    const base = name.endsWith("LayerNorm.weight") ? 1 : 0;
    values.set(name, { shape, data: data.map((_, i) => base + strength(i) * random.normal()) });
  }
  return values;
}
const tensors = trained();

function studentOf(sizes: Partial<MobileBertConfig>): Network {
  return createMobileBert({
    modelType: "mobilebert",
    vocabSize,
    maxPositionEmbeddings,
    typeVocabSize: 2,
    embeddingSize: h,
    trigramInput: true,
    numHiddenLayers: 1,
    hiddenSize: h,
    intraBottleneckSize: 8,
    numAttentionHeads: 2,
    intermediateSize: 12,
    numFeedforwardNetworks: 1,
    keyQuerySharedBottleneck: true,
    useBottleneckAttention: false,
    normalizationType: "no_norm",
    hiddenAct: "relu",
    layerNormEps: 1e-12,
    classifierActivation: false,
    ...sizes,
  });
}

const inherit = (student: Network, given = tensors) => inheritFromTeacher({ student, teacher, tensors: given, seed: 5 });
const word = "embeddings.word_embeddings.weight";
const dataOf = (values: NamedTensors, name: string) => [...(values.get(name)?.data ?? [])];

/** Correlation of two lists of numbers. */
function correlation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const n = a.length;
  const mean = (x: ArrayLike<number>) => Array.from(x).reduce((sum, value) => sum + value, 0) / n;
  const [ma, mb] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const [x, y] = [(a[i] ?? NaN) - ma, (b[i] ?? NaN) - mb];
    ab += x * y;
    aa += x * x;
    bb += y * y;
  }
  return ab / Math.sqrt(aa * bb);
}

function inputOf(ids: readonly number[], length: number) {
  const batch = ids.length / length;
  return {
    inputIds: tf.tensor2d([...ids], [batch, length], "int32"),
    tokenTypeIds: tf.zeros<tf.Rank.R2>([batch, length], "int32"),
    attentionMask: tf.ones<tf.Rank.R2>([batch, length]),
  };
}

/** The embeddings' output of a network. */
function embedded(network: Network, values: NamedTensors, ids: readonly number[], length: number): tf.Tensor {
  const [first] = network.encode(toTensors(values), inputOf(ids, length), 0).hiddenStates;
  if (first === undefined) throw new Error("no embeddings");
  return first;
}

describe("principal directions", () => {
  const words = tensors.get(`bert.${word}`) ?? { shape: [0, 0], data: new Float32Array() };
  const directions = principalDirections(words);

  it("are orthonormal", () => {
    const products = timesTransposed(directions, directions).data;
    products.forEach((value, i) => expect(value).toBeCloseTo(i % (h + 1) === 0 ? 1 : 0, 5));
  });

  it("rebuild the embeddings better with every further one, and exactly with all", () => {
    const errors = Array.from({ length: h }, (_, i) => {
      const basis = firstRows(directions, i + 1);
      const coordinates = timesTransposed(words, basis);
      let error = 0;
      words.data.forEach((value, index) => {
        const [token, column] = [Math.floor(index / h), index % h];
        let rebuilt = 0;
        for (let k = 0; k <= i; k++) rebuilt += (coordinates.data[token * (i + 1) + k] ?? NaN) * (basis.data[k * h + column] ?? NaN);
        error += (value - rebuilt) ** 2;
      });
      return error;
    });
    errors.slice(1).forEach((error, i) => expect(error).toBeLessThan(errors[i] ?? NaN));
    expect(errors.at(-1)).toBeLessThan(1e-6);
  });

  it("give students of all widths the same first columns", () => {
    const [narrow, wide] = [4, 9].map((embeddingSize) => inherit(studentOf({ embeddingSize })).get(`mobilebert.${word}`));
    for (let token = 0; token < vocabSize; token++) {
      for (let k = 0; k < 4; k++) expect(narrow?.data[token * 4 + k]).toBe(wide?.data[token * 9 + k]);
    }
  });
});

describe("a student as wide as its teacher", () => {
  const student = studentOf({});
  const values = inherit(student);

  it("has its word embeddings and its output bias", () => {
    expect(dataOf(values, `mobilebert.${word}`)).toEqual(dataOf(tensors, `bert.${word}`));
    expect(dataOf(values, "cls.predictions.bias")).toEqual(dataOf(tensors, "cls.predictions.bias"));
  });

  it("has its MLM transform", () => {
    for (const part of ["dense.weight", "dense.bias", "LayerNorm.weight", "LayerNorm.bias"]) {
      const [got, expected] = [dataOf(values, `cls.predictions.transform.${part}`), dataOf(tensors, `cls.predictions.transform.${part}`)];
      expect(got).toHaveLength(expected.length);
      got.forEach((value, i) => expect(value).toBeCloseTo(expected[i] ?? NaN, 5));
    }
  });

  it("keeps its own blocks, and noise for the neighbours of a token", () => {
    const own = student.initialise(5);
    const block = "mobilebert.encoder.layer.0.bottleneck.input.dense.weight";
    expect(values.get(block)).toEqual(own.get(block));
    const [got, initial] = [values, own].map((from) => from.get("mobilebert.embeddings.embedding_transformation.weight")?.data);
    for (let row = 0; row < h; row++) {
      for (let column = 0; column < 3 * h; column++) {
        const same = got?.[row * 3 * h + column] === initial?.[row * 3 * h + column];
        expect(same).toBe(column < h || column >= 2 * h);
      }
    }
  });

  it("depends on the seed and changes nothing of the teacher", () => {
    expect(inherit(student)).toEqual(values);
    values.get(`mobilebert.${word}`)?.data.fill(0);
    expect(tensors).toEqual(trained());
  });
});

describe("inheriting", () => {
  it.each([
    { embeddingSize: 4, hiddenSize: 8 },
    { embeddingSize: 4, hiddenSize: h },
    { embeddingSize: 8, hiddenSize: 24 },
    { embeddingSize: 24, hiddenSize: 30 },
    { embeddingSize: 8, hiddenSize: 8, trigramInput: false },
    { embeddingSize: 8, hiddenSize: 12, classifierActivation: true, normalizationType: "layer_norm" as const },
  ])("gives every parameter its shape and finite numbers: %j", (sizes) => {
    const student = studentOf(sizes);
    const values = inherit(student);
    expect([...values.keys()]).toEqual([...student.shapes.keys()]);
    for (const [name, { shape, data }] of values) {
      expect(shape).toEqual(student.shapes.get(name));
      expect(data.length).toBe(shape.reduce((a, b) => a * b, 1));
      expect(data.every(Number.isFinite)).toBe(true);
    }
  });

  it("leaves what a wider student has more of at its initial values", () => {
    const student = studentOf({ embeddingSize: 20, hiddenSize: 24 });
    const [values, own] = [inherit(student), student.initialise(5)].map((from) => from.get(`mobilebert.${word}`)?.data);
    for (let token = 0; token < vocabSize; token++) {
      for (let k = 0; k < 20; k++) expect(values?.[token * 20 + k] === own?.[token * 20 + k]).toBe(k >= h);
    }
  });

  it("takes no head from a teacher without heads", () => {
    const bare = new Map([...tensors].filter(([name]) => !name.startsWith("cls.")));
    const student = studentOf({});
    const transform = "cls.predictions.transform.dense.weight";
    expect(inherit(student, bare).get(transform)).toEqual(student.initialise(5).get(transform));
  });

  it("takes what has the same name and shape from a teacher that is no BERT, blocks left out", () => {
    const student = studentOf({});
    const other = student.initialise(99);
    const values = inheritFromTeacher({ student, teacher: student, tensors: other, seed: 5 });
    const own = student.initialise(5);
    for (const [name, tensor] of values) expect(tensor).toEqual((name.includes(".encoder.") ? own : other).get(name));
  });

  it("refuses another vocabulary", () => {
    expect(() => inherit(studentOf({ vocabSize: 61 }))).toThrow("60 tokens");
  });
});

describeBackends("an untrained student", () => {
  const ids = Array.from({ length: 3 * 10 }, (_, i) => (i * 7) % vocabSize);

  it("embeds tokens nearly as its teacher, as far as its width allows", async () => {
    const expected = await embedded(teacher, tensors, ids, 10).data();
    const likeness = async (embeddingSize: number) => {
      const student = studentOf({ embeddingSize });
      return correlation(await embedded(student, inherit(student), ids, 10).data(), expected);
    };
    const likenesses = await Promise.all([2, 4, 8, h].map(likeness));
    expect([...likenesses].sort((a, b) => a - b)).toEqual(likenesses);
    expect(likenesses.at(-1)).toBeGreaterThan(0.85);
  });

  it("reads hidden states as its teacher, when it is as wide", async () => {
    const random = createRandom(8);
    const hidden = tf.tensor2d(Float32Array.from({ length: 6 * h }, () => random.normal()), [6, h]);
    const student = studentOf({ classifierActivation: true });
    const values = toTensors(inherit(student));
    const got = await student.mlmLogits(values, hidden).data();
    const expected = await teacher.mlmLogits(toTensors(tensors), hidden).data();
    got.forEach((value, i) => expect(value).toBeCloseTo(expected[i] ?? NaN, 3));

    const sequences = tf.reshape<tf.Rank.R3>(hidden, [2, 3, h]);
    const classes = await student.nspLogits(values, sequences).data();
    const expectedClasses = await teacher.nspLogits(toTensors(tensors), sequences).data();
    classes.forEach((value, i) => expect(value).toBeCloseTo(expectedClasses[i] ?? NaN, 4));
  });

  it("reads hidden states much as its teacher, when its embeddings are narrower", async () => {
    const random = createRandom(8);
    const hidden = tf.tensor2d(Float32Array.from({ length: 50 * h }, () => random.normal()), [50, h]);
    const expected = await teacher.mlmLogits(toTensors(tensors), hidden).data();
    const student = studentOf({ embeddingSize: 8 });
    const likeness = async (values: NamedTensors) => correlation(await student.mlmLogits(toTensors(values), hidden).data(), expected);
    expect(await likeness(inherit(student))).toBeGreaterThan(0.4);
    expect(Math.abs(await likeness(student.initialise(5)))).toBeLessThan(0.2);
  });
});

describe.skipIf(!hasRealData)("a student of the teacher beside the repository", () => {
  if (!hasRealData) return it("is absent: ../shared/real", () => {});
  describeBackends("untrained", () => {
    it.each([
      [128, 128, 0.97],
      [64, 128, 0.75],
    ])("embeds its tokens alike, embedding size %d, hidden size %d: above %f", async (embeddingSize, hiddenSize, least) => {
      const real = readCheckpoint(join(realFolder, "teacher"));
      const { vocabSize: tokens } = real.network;
      const student = studentOf({ embeddingSize, hiddenSize, vocabSize: tokens, maxPositionEmbeddings: 128 });
      const values = inheritFromTeacher({ student, teacher: real.network, tensors: real.tensors, seed: 1 });
      const ids = Array.from({ length: 48 }, (_, i) => (i * 83 + 5) % tokens);
      const expected = await embedded(real.network, real.tensors, ids, 48).data();
      expect(correlation(await embedded(student, values, ids, 48).data(), expected)).toBeGreaterThan(least);
    });
  });
});
