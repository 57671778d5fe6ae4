import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { tokeniseQuestions } from "../../src/data/question-rows.ts";
import { orderedBatches, shuffledBatches } from "../../src/data/task-batches.ts";
import { rowCount, tokeniseSentences } from "../../src/data/token-rows.ts";
import { createTokenizer } from "../../src/data/tokenizer.ts";
import { answersOf } from "../../src/evaluate/answer-spans.ts";

const vocab = readFileSync(join(import.meta.dirname, "../../public/builtin/vocab.txt"), "utf8").trimEnd().split("\n");
const tokenizer = createTokenizer({ vocab, lowerCase: true });
const { cls, sep, pad } = tokenizer.special;
const idsOf = ({ ids, starts }: { ids: Int32Array; starts: Int32Array }, row: number) => [...ids.subarray(starts[row], starts[row + 1])];
const [a, b] = [tokenizer.encode("the farmer"), tokenizer.encode("a girl walked to the village")];

describe("sentences as rows", () => {
  it("stand between [CLS] and [SEP]", () => {
    const rows = tokeniseSentences([{ first: "the farmer", second: null, label: 0 }, { first: "the farmer", second: "a girl walked to the village", label: 1 }], tokenizer, 64);
    expect([idsOf(rows, 0), idsOf(rows, 1)]).toEqual([[cls, ...a, sep], [cls, ...a, sep, ...b, sep]]);
    expect([...rows.firsts]).toEqual([a.length + 2, a.length + 2]);
  });

  it("are cut where they are too long, of pairs the longer one", () => {
    const cut = (first: string, second: string | null, most: number) => idsOf(tokeniseSentences([{ first, second, label: 0 }], tokenizer, most), 0);
    expect(cut("a girl walked to the village", null, 5)).toEqual([cls, ...b.slice(0, 3), sep]);
    expect(cut("the farmer", "a girl walked to the village", a.length + 5)).toEqual([cls, ...a, sep, ...b.slice(0, 2), sep]);
    expect(cut("a girl walked to the village", "a girl walked to the village", 8)).toEqual([cls, ...b.slice(0, 3), sep, ...b.slice(0, 2), sep]);
  });
});

describe("pairs as RoBERTa has them", () => {
  const robertas = { ...tokenizer, between: [sep, sep] };

  it("have two [SEP] between", () => {
    const row = (most: number) => idsOf(tokeniseSentences([{ first: "the farmer", second: "a girl walked to the village", label: 0 }], robertas, most), 0);
    expect(row(64)).toEqual([cls, ...a, sep, sep, ...b, sep]);
    expect(row(a.length + 6)).toEqual([cls, ...a, sep, sep, ...b.slice(0, 2), sep]);
  });

  it("keep the answer's place", () => {
    const example = { id: "1", question: "the farmer", context: "a girl walked to the village", answers: [{ text: "girl", start: 2 }] };
    const rows = tokeniseQuestions([example], robertas, { mostTokens: 64, stride: 8 });
    expect(idsOf(rows, 0).slice(rows.begins[0], (rows.ends[0] ?? 0) + 1)).toEqual(tokenizer.encode("girl"));
    const characters = (token: number | undefined) => [rows.from[token ?? 0], rows.to[token ?? 0]];
    expect([characters(rows.begins[0]), characters(rows.ends[0])]).toEqual([[2, 6], [2, 6]]);
  });
});

describe("batches of a task", () => {
  const data = {
    rows: tokeniseSentences(["a", "the farmer", "a girl", "the"].map((first) => ({ first, second: "to", label: 0 })), tokenizer, 64),
    targets: { labels: Int32Array.of(5, 6, 7, 8) },
  };
  const spec = { batchSize: 3, sequenceLength: 8, pad };

  it("are filled up with rows of weight 0", () => {
    const { count, batch } = orderedBatches(data, spec);
    expect(count).toBe(2);
    const { inputIds, tokenTypeIds, attentionMask, weights, labels } = batch(1);
    const the = [cls, ...tokenizer.encode("the"), sep, ...tokenizer.encode("to"), sep];
    expect([...inputIds.data]).toEqual([...the, ...Array<number>(24 - the.length).fill(pad)]);
    expect([...tokenTypeIds.data.subarray(0, 8)]).toEqual([0, 0, 0, 1, 1, 0, 0, 0]);
    expect([...attentionMask.data.subarray(0, 8)]).toEqual([1, 1, 1, 1, 1, 0, 0, 0]);
    expect([[...weights.data], [...(labels?.data ?? [])]]).toEqual([[1, 0, 0], [8, 0, 0]]);
  });

  it("show every row once an epoch, in an order of its own that the seed decides", () => {
    const batches = shuffledBatches(data, spec, 3);
    const epoch = (n: number) => [...batches.picked(2 * n), ...batches.picked(2 * n + 1)];
    expect([...epoch(0)].sort()).toEqual([0, 1, 2, 3]);
    expect(new Set(Array.from({ length: 6 }, (_, n) => epoch(n).join())).size).toBeGreaterThan(1);
    expect(shuffledBatches(data, spec, 3).batch(5)).toEqual(batches.batch(5));
  });
});

describe("questions as rows", () => {
  const context = "The farmer's old dog (a hound) ran to the village; the girl, who had seen it, walked after it for 3.5 miles in the rain.";
  const question = "Who walked?";
  const example = (answer: string | null, id = "a") => ({ id, question, context, answers: answer === null ? [] : [{ text: answer, start: context.indexOf(answer) }] });
  const asked = tokenizer.encode(question);
  const whole = tokenizer.encode(context);

  it("have the whole context's ids, and know the characters of each", () => {
    const rows = tokeniseQuestions([example("the girl")], tokenizer, { mostTokens: 128, stride: 64 });
    expect(idsOf(rows, 0)).toEqual([cls, ...asked, sep, ...whole, sep]);
    const [begin, end] = [rows.begins[0] ?? 0, rows.ends[0] ?? 0];
    expect(context.slice(rows.from[begin], rows.to[end])).toBe("the girl");
  });

  it("see a long context through windows that overlap, each with the answer where it has it whole", () => {
    const room = 16;
    const stride = 8;
    const rows = tokeniseQuestions([example("a hound"), example(null, "b")], tokenizer, { mostTokens: asked.length + 3 + room, stride });
    const windows = Math.ceil((whole.length - room) / stride) + 1;
    expect(rowCount(rows)).toBe(2 * windows);
    for (let row = 0; row < rowCount(rows); row++) {
      const start = (row % windows) * stride;
      expect(idsOf(rows, row).slice(asked.length + 2, -1)).toEqual(whole.slice(start, start + room));
      const at = rows.starts[row] ?? 0;
      const [begin, end] = [rows.begins[row] ?? 0, rows.ends[row] ?? 0];
      if (begin > 0) expect(context.slice(rows.from[at + begin], rows.to[at + end])).toBe("a hound");
    }
    expect([...rows.begins].filter((begin) => begin > 0).length).toBeGreaterThan(0);
    expect([...rows.begins.subarray(windows)]).toEqual(Array(windows).fill(0));
  });

  it("become answers: the best span of all windows, or none where [CLS] is likelier", () => {
    const examples = [example("the girl"), example(null, "b")];
    const rows = tokeniseQuestions(examples, tokenizer, { mostTokens: 128, stride: 64 });
    const scores = (row: number, clsScore: number) => {
      const logits = new Float32Array(2 * 128);
      logits[0] = logits[128] = clsScore;
      const girl = context.indexOf("girl");
      const token = [...rows.from.subarray(rows.starts[row], rows.starts[row + 1])].indexOf(girl);
      logits[token - 1] = 5;
      logits[128 + token] = 4;
      // An end before the beginning makes no span.
      logits[128 + token - 2] = 8;
      return logits;
    };
    expect(answersOf([scores(0, 1), scores(1, 1)], rows, examples)).toEqual(["the girl", "the girl"]);
    expect(answersOf([scores(0, 1), scores(1, 6)], rows, examples)).toEqual(["the girl", ""]);
    // Where every question has an answer, one is always given.
    expect(answersOf([scores(0, 99)], tokeniseQuestions(examples.slice(0, 1), tokenizer, { mostTokens: 128, stride: 64 }), examples.slice(0, 1))).toEqual(["the girl"]);
  });
});
