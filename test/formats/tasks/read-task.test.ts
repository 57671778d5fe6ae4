import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { guessTask, readTask } from "../../../src/formats/tasks/read-task.ts";
import type { DownstreamName } from "../../../src/study/downstream.ts";
import { realBytes, realFilesMissing } from "../real.ts";

type Content = string | Uint8Array<ArrayBuffer>;
const read = (task: DownstreamName, files: Readonly<Record<string, Content>>) =>
  readTask(task, Object.entries(files).map(([name, content]) => ({ name, content: new Blob([content]) })));
const sentences = async (task: DownstreamName, files: Readonly<Record<string, Content>>) => {
  const examples = await read(task, files);
  if (examples.kind !== "sentences") throw new Error("these are no sentences");
  return examples;
};
const table = (...rows: string[][]) => rows.map((row) => row.join("\t")).join("\n");

/** A line of each task as GLUE distributes it, and what it says. */
const glue: readonly (readonly [DownstreamName, string, { first: string; second: string | null; label: number }])[] = [
  ["cola", table(["gj04", "0", "*", "Them go."], ["gj04", "1", "", "They go."]), { first: "They go.", second: null, label: 1 }],
  ["sst2", table(["sentence", "label"], ["a \"film ", "0"]), { first: 'a "film ', second: null, label: 0 }],
  ["mrpc", `\ufeff${table(["Quality", "#1 ID", "#2 ID", "#1 String", "#2 String"], ["1", "7", "8", "One .", "Two ."])}`, { first: "One .", second: "Two .", label: 1 }],
  ["stsb", table("index genre filename year old_index source1 source2 sentence1 sentence2 score".split(" "), ["0", "g", "f", "y", "1", "n", "n", "One.", "Two.", "3.800"]), { first: "One.", second: "Two.", label: 3.8 }],
  ["qqp", table("id qid1 qid2 question1 question2 is_duplicate".split(" "), ["1", "2", "3", "One?", "Two?", "1"]), { first: "One?", second: "Two?", label: 1 }],
  ["mnli", table("index promptID pairID genre sentence1_binary_parse sentence2_binary_parse sentence1_parse sentence2_parse sentence1 sentence2 label1 gold_label".split(" "), ["0", "1", "1n", "fiction", "(", "(", "(", "(", "One.", "Two.", "neutral", "contradiction"]), { first: "One.", second: "Two.", label: 2 }],
  ["qnli", table(["index", "question", "sentence", "label"], ["0", "One?", "Two.", "entailment"]), { first: "One?", second: "Two.", label: 0 }],
  ["rte", table(["index", "sentence1", "sentence2", "label"], ["0", "One.", "Two.", "not_entailment"]), { first: "One.", second: "Two.", label: 1 }],
  ["wnli", table(["index", "sentence1", "sentence2", "label"], ["0", "One.", "Two.", "1"]), { first: "One.", second: "Two.", label: 1 }],
];

describe("GLUE's files", () => {
  it.each(glue)("are read as distributed: %s", async (task, content, expected) => {
    const { training, development } = await sentences(task, { "train.tsv": `${content}\n`, "dev.tsv": content, "test.tsv": "index\tsentence" });
    expect(training.at(-1)).toEqual(expected);
    expect(development).toEqual(training);
  });

  it("are read as the hub has them, in JSON Lines, labels by number or name, compressed or not", async () => {
    const lines = [{ premise: "One.", hypothesis: "Two.", label: 1, idx: 0 }, { premise: "A.", hypothesis: "B.", label: "entailment" }];
    const text = lines.map((line) => JSON.stringify(line)).join("\n");
    const files = { "mnli/train.jsonl.gz": new Uint8Array(gzipSync(text)), "mnli/validation_matched.jsonl": text, "mnli/validation_mismatched.jsonl": text };
    const { training, development, mismatched } = await sentences("mnli", files);
    expect(training).toEqual([{ first: "One.", second: "Two.", label: 1 }, { first: "A.", second: "B.", label: 0 }]);
    expect([development, mismatched]).toEqual([training, training]);
  });

  it("of STS in the benchmark's own layout have no heading, and sources behind some lines", async () => {
    const row = ["captions", "MSRvid", "2012test", "0001", "5.000", "A plane.", "An air plane."];
    const { training } = await sentences("stsb", { "sts-train.csv": table(row, [...row, "source", "source"]) });
    expect(training).toEqual(Array(2).fill({ first: "A plane.", second: "An air plane.", label: 5 }));
  });

  it("of QQP may have a few lines that their makers broke", async () => {
    const row = (i: number) => [String(i), "2", "3", `One ${i}?`, "Two?", "0"];
    const heading = "id qid1 qid2 question1 question2 is_duplicate".split(" ");
    const broken = ["7", "2", "3", "What is"];
    const rows = Array.from({ length: 2000 }, (_, i) => row(i));
    expect((await sentences("qqp", { "train.tsv": table(heading, broken, ...rows) })).training).toHaveLength(2000);
    await expect(read("qqp", { "train.tsv": table(heading, row(1), broken) })).rejects.toThrow(/train\.tsv: line 3 should have 6 columns, got 4; more such lines/);
  });
});

describe("a person's own classes", () => {
  const expected = [{ first: "good, really", second: null, label: 1 }, { first: "bad", second: null, label: 0 }, { first: "fine", second: null, label: 1 }];
  it.each<[string, string]>([
    ["train.csv", 'text,label\n"good, really",yes\nbad,no\nfine,yes\n'],
    ["train.tsv", "label\ttext\nyes\tgood, really\nno\tbad\nyes\tfine"],
    ["any name.csv", 'stars,comment\n"good, really",yes\nbad,no\nfine,yes'],
    ["train.jsonl", expected.map(({ first, label }) => JSON.stringify({ text: first, label: label === 1 ? "yes" : "no" })).join("\n")],
  ])("are read from %s", async (name, content) => {
    const { labels, training, development } = await sentences("classification", { [name]: content });
    expect({ labels, training, development }).toEqual({ labels: ["no", "yes"], training: expected, development: null });
  });

  it("are read from a table without a heading: its first line is an example like the others", async () => {
    const { labels, training } = await sentences("classification", { "a.csv": '"good, really",yes\nbad,no\nfine,yes' });
    expect(labels).toEqual(["no", "yes"]);
    expect(training.map(({ first }) => first).sort()).toEqual(["bad", "fine", "good, really"]);
  });

  it("are ordered by number where they are numbers", async () => {
    expect((await sentences("classification", { "a.tsv": "text\tlabel\na\t10\nb\t9\nc\t-1" })).labels).toEqual(["-1", "9", "10"]);
  });
});

const answer = (text: string, answer_start: number) => ({ text, answer_start });
const paragraph = (qas: unknown[]) => JSON.stringify({ version: "v2.0", data: [{ title: "T", paragraphs: [{ context: "🎈 Normandy is in France.", qas }] }] });

describe("SQuAD's files", () => {
  it("are read in the official layout, their characters counted as Python counts them", async () => {
    const content = paragraph([
      { id: "a", question: "Where?", answers: [answer("France", 17)], is_impossible: false },
      { id: "b", question: "When?", answers: [], plausible_answers: [answer("France", 17)], is_impossible: true },
    ]);
    const context = "🎈 Normandy is in France.";
    expect(await read("squad", { "train-v2.0.json": content })).toEqual({
      kind: "questions",
      training: [
        { id: "a", question: "Where?", context, answers: [{ text: "France", start: 18 }] },
        { id: "b", question: "When?", context, answers: [] },
      ],
      development: null,
    });
  });

  it.each<[string, string]>([
    [paragraph([{ id: "a", question: "?", answers: [answer("France", 16)] }]), 'the answer to question "a" is not at character 17, where there is " Franc": "France"'],
    [paragraph([1, 2].map(() => ({ id: "a", question: "?", answers: [] }))), 'two questions have the id "a"'],
    ['{"data": []}', "data is wrong"],
    ['{"data": [{"paragraphs": [{"context": 5, "qas": []}]}]}', "0.paragraphs.0.context is wrong: Invalid type: Expected string, got 5"],
    ['{"data": [{"id": "a", "question": "?", "context": "c", "answers": {"text": ["c"], "answer_start": []}}]}', 'question "a" has 1 answers and places of 0'],
    ['{"data": [', "train.json is damaged: at line 1"],
  ])("are refused: %s", async (content, message) => {
    await expect(read("squad", { "train.json": content })).rejects.toThrow(message);
  });
});

it.each<[DownstreamName, Readonly<Record<string, string>>, string]>([
  ["sst2", { "train.tsv": "sentence\tlabel\nfine\t1\nbad\t2" }, 'train.tsv: line 3: the label should be one of "negative, positive", got "2"'],
  ["sst2", { "train.tsv": "sentence\tlabel\nfine" }, "train.tsv: line 2 should have 2 columns, got 1"],
  ["sst2", { "train.tsv": "text\tscore\nfine\t1" }, 'train.tsv: line 1 should name the columns sentence, label, got "text, score"'],
  ["sst2", { "train.tsv": "sentence\tlabel\n" }, "train.tsv has no examples"],
  ["sst2", { "train.jsonl": '{"sentence": "a", "label": -1}' }, 'train.jsonl: line 1: the label should be one of "negative, positive", got "-1"'],
  ["rte", { "train.jsonl": '{"sentence1": "a", "label": 1}' }, 'train.jsonl: line 1: "sentence2" should be text, got undefined'],
  ["sst2", { "dev.tsv": "sentence\tlabel\nfine\t1", "test.tsv": "" }, 'a task needs a file of training examples (train.tsv), got "dev.tsv, test.tsv"'],
  ["stsb", { "train.tsv": "sentence1\tsentence2\tscore\na\tb\t5.1" }, 'line 2: the score should be a number from 0 to 5, got "5.1"'],
  ["classification", { "train.csv": "text,label\na,x\nb,x" }, 'train.csv needs two labels at least to tell apart, got "x"'],
  ["classification", { "train.csv": "text,label\na,x\nb,y", "dev.csv": "text,label\na,z" }, 'dev.csv: line 2: the label should be one of "x, y", got "z"'],
  ["classification", { "train.csv": 'text,label\n"a" b,x' }, "train.csv, line 2: a comma or the end of the line should follow"],
])("%s files are refused: %j", async (task, files, message) => {
  await expect(read(task, files)).rejects.toThrow(message);
});

it.each<[readonly string[], DownstreamName]>([
  [["SST-2/train.tsv", "SST-2/dev.tsv"], "sst2"],
  [["data/sts_b/train.tsv"], "stsb"],
  [["rte.jsonl"], "rte"],
  [["train-v1.1.json"], "squad"],
  [["colab/mine.csv"], "classification"],
])("tells from the names %j what they are: %s", (names, task) => {
  expect(guessTask(names)).toBe(task);
});

describe.skipIf(realFilesMissing)("the real files", () => {
  const real = (folder: string, ...names: string[]) => Object.fromEntries(names.map((name) => [`${folder}/${name}`, new Uint8Array(realBytes(`tasks/${folder}/${name}`))]));
  it.each<[DownstreamName, string, readonly string[], number, number]>([
    ["cola", "CoLA", ["train.tsv", "dev.tsv"], 8551, 527],
    ["sst2", "SST-2", ["train.tsv", "dev.tsv"], 8000, 872],
    ["mrpc", "MRPC", ["train.tsv", "dev.tsv"], 6, 6],
    ["rte", "RTE", ["train.tsv", "dev.tsv"], 2490, 277],
    ["stsb", "STS-B", ["train.csv", "dev.csv"], 5749, 1500],
    ["squad", "SQuAD", ["sample.json"], 14, 0],
  ])("of %s are read whole", async (task, folder, names, training, development) => {
    const examples = await read(task, real(folder, ...names));
    expect([examples.training.length, examples.development?.length ?? 0]).toEqual([training, development]);
    expect(guessTask(names.map((name) => `${folder}/${name}`))).toBe(task);
  });
});
