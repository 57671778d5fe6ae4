/** Tasks as the hub keeps them: Parquet, with labels of any number type, and SQuAD's answers in lists. */
import { parquetReadObjects, type SchemaElement } from "hyparquet";
import type { BasicType } from "hyparquet-writer";
import { describe, expect, it } from "vitest";
import { readTask } from "../../../src/formats/tasks/read-task.ts";
import type { DownstreamName } from "../../../src/study/downstream.ts";
import { firstVersionFile, joined, parquetOf, plain, plainNumbers, runsOf, squadSchema, type FirstVersionColumn } from "../../tools/parquet.ts";

const read = (task: DownstreamName, files: Readonly<Record<string, Uint8Array<ArrayBuffer>>>) =>
  readTask(task, Object.entries(files).map(([name, content]) => ({ name, content: new Blob([content]) })));
const text = (name: string, ...data: (string | null)[]) => ({ name, data, type: "STRING" as const });
const numbers = (name: string, type: BasicType, ...data: (number | bigint | null)[]) => ({ name, data, type });
const first = "train-00000-of-00001.parquet";

describe("GLUE's files from the hub", () => {
  const rows = Array.from({ length: 30 }, (_, i) => ({ first: `Film ${i}.`, second: null, label: (i + 1) % 2 }));
  const films = text("sentence", ...rows.map((row) => row.first));
  const index = numbers("idx", "INT32", ...rows.map((_, i) => i));
  it.each([
    ["whole numbers of 64 bits", numbers("label", "INT64", ...rows.map(({ label }) => BigInt(label)))],
    ["of 32 bits, by dictionary", { ...numbers("label", "INT32", ...rows.map(({ label }) => label)), encoding: "RLE_DICTIONARY" as const }],
    ["of 32 bits, never missing", { ...numbers("label", "INT32", ...rows.map(({ label }) => label)), nullable: false, encoding: "PLAIN" as const }],
    ["doubles", numbers("label", "DOUBLE", ...rows.map(({ label }) => label))],
    ["names", text("label", ...rows.map(({ label }) => ["negative", "positive"][label] ?? null))],
  ])("have labels that are %s", async (_, labels) => {
    // Groups and pages of the columns do not end at the same rows.
    for (const layout of [{}, { rowGroupSize: 7, pageSize: 40 }]) {
      expect(await read("sst2", { [`sst2/${first}`]: parquetOf([films, labels, index], layout) })).toMatchObject({ labels: ["negative", "positive"], training: rows, development: null });
    }
  });

  it("of STS-B have scores of single precision", async () => {
    const pairs = [text("sentence1", "A plane.", "A."), text("sentence2", "An air plane.", "B."), numbers("label", "FLOAT", 5, 3.8)];
    const { training } = await read("stsb", { [first]: parquetOf(pairs) });
    expect(training).toEqual([{ first: "A plane.", second: "An air plane.", label: 5 }, { first: "A.", second: "B.", label: Math.fround(3.8) }]);
  });

  it("of MNLI have two development sets, and one to test by that is left alone", async () => {
    const file = (premise: string, label: bigint) => parquetOf([text("premise", premise), text("hypothesis", "H."), numbers("label", "INT64", label)]);
    const files = { train: file("T.", 2n), validation_matched: file("M.", 0n), validation_mismatched: file("N.", 1n), test_matched: file("X.", -1n) };
    const named = Object.fromEntries(Object.entries(files).map(([name, bytes]) => [`mnli/${name}-00000-of-00001.parquet`, bytes]));
    expect(await read("mnli", named)).toMatchObject({
      training: [{ first: "T.", second: "H.", label: 2 }],
      development: [{ first: "M.", label: 0 }],
      mismatched: [{ first: "N.", label: 1 }],
    });
  });

  it("are put together from their parts, and refused where one is missing", async () => {
    const part = (sentence: string) => parquetOf([text("sentence", sentence), numbers("label", "INT64", 1n)]);
    const files = { "train-00001-of-00002.parquet": part("Second."), "train-00000-of-00002.parquet": part("First.") };
    expect((await read("sst2", files)).training).toMatchObject([{ first: "First." }, { first: "Second." }]);
    await expect(read("sst2", { "train-00001-of-00002.parquet": part("Second.") })).rejects.toThrow("is one of 2 parts, pick all of them, got 1");
  });
});

it("a person's own classes may have any names, and are ordered as in other files", async () => {
  const own = parquetOf([text("comment", "good", "bad", "fine"), numbers("stars", "INT64", 10n, 9n, 10n)]);
  expect(await read("classification", { "mine.parquet": own })).toMatchObject({ labels: ["9", "10"], training: [{ first: "good", label: 1 }, { label: 0 }, { label: 1 }] });
});

const context = "🎈 Normandy is in France.";
const questions = [
  { id: "a", question: "Where?", context, answers: [{ text: "France", start: 18 }, { text: "in France", start: 15 }] },
  { id: "b", question: "When?", context, answers: [] },
  { id: "c", question: "What is?", context, answers: [{ text: "Normandy", start: 3 }] },
];
/** Characters are counted as Python counts them: the balloon is one. */
const answers = questions.map((question) => ({ text: question.answers.map((answer) => answer.text), answer_start: question.answers.map(({ start }) => start - 1) }));
const squadColumns = (...rows: unknown[]) => [
  ...(["id", "title", "context", "question"] as const).map((name) => ({ name, data: questions.map((question) => (name === "title" ? "T" : question[name])) })),
  { name: "answers", data: rows },
];

describe("SQuAD's files from the hub", () => {
  it.each([["element", "INT32"], ["item", "INT64"]] as const)("have a group of two lists of each %s, with places of %s", async (inside, type) => {
    const rows = answers.map(({ text, answer_start }) => ({ text, answer_start: type === "INT64" ? answer_start.map(BigInt) : answer_start }));
    const file = parquetOf(squadColumns(...rows), { schema: squadSchema(inside, type), pageSize: 10 });
    expect(await read("squad", { [`squad/${first}`]: file })).toEqual({ kind: "questions", training: questions, development: null });
  });

  it("may have a list of groups", async () => {
    const schema: SchemaElement[] = [
      ...squadSchema().slice(0, 5),
      { name: "answers", repetition_type: "OPTIONAL", num_children: 1, converted_type: "LIST" },
      { name: "list", repetition_type: "REPEATED", num_children: 1 },
      { name: "element", repetition_type: "OPTIONAL", num_children: 2 },
      { name: "text", type: "BYTE_ARRAY", repetition_type: "OPTIONAL", converted_type: "UTF8" },
      { name: "answer_start", type: "INT32", repetition_type: "OPTIONAL" },
    ];
    const rows = answers.map(({ text, answer_start }) => text.map((each, i) => ({ text: each, answer_start: answer_start[i] })));
    expect((await read("squad", { [first]: parquetOf(squadColumns(...rows), { schema }) })).training).toEqual(questions);
  });

  /** The first answer's list goes on in a second page. Definitions: 4 where there is a value, 2 where the list is empty. */
  const split = (name: string, values: (from: number, to: number) => Uint8Array): FirstVersionColumn => ({
    path: ["answers", name, "list", "element"],
    type: name === "text" ? "BYTE_ARRAY" : "INT32",
    pages: [
      // One run each: one repetition 0, one definition 4.
      { count: 1, encoding: "PLAIN", bytes: joined(runsOf(2, 0), runsOf(2, 4), values(0, 1)) },
      // Packed: repetitions 1, 0, 0; definitions 4, 2, 4 of three bits each: 4 + 2 · 8 + 4 · 64 = 0x114.
      { count: 3, encoding: "PLAIN", bytes: joined(runsOf(3, 1), runsOf(3, 0x14, 0x01, 0), values(1, 3)) },
    ],
  });
  const all = answers.flatMap(({ text }) => text);
  const places = answers.flatMap(({ answer_start }) => answer_start);
  const flat = (name: string, texts: readonly string[]): FirstVersionColumn => ({
    path: [name],
    type: "BYTE_ARRAY",
    dictionary: [...new Set(texts)],
    pages: [{ count: 3, encoding: "RLE_DICTIONARY", bytes: joined(runsOf(6, 1), texts[0] === texts[1] ? [0] : [2, 3, 0b100100, 0]) }],
  });
  const firstVersion = firstVersionFile(squadSchema(), 3, [
    flat("id", ["a", "b", "c"]),
    flat("title", ["T", "T", "T"]),
    flat("context", [context, context, context]),
    flat("question", questions.map(({ question }) => question)),
    split("text", (from, to) => plain(all.slice(from, to))),
    split("answer_start", (from, to) => plainNumbers(places.slice(from, to))),
  ]);

  it("may have a row that begins in one page and ends in the next", async () => {
    // The library, asked for whole rows, reads the same.
    expect((await parquetReadObjects({ file: firstVersion.buffer })).map((row) => row["answers"])).toEqual(answers);
    expect((await read("squad", { [first]: firstVersion })).training).toEqual(questions);
  });

  it.each<[string, unknown[], string]>([
    ["an answer elsewhere", [{ text: ["France"], answer_start: [16] }, null, null], 'the answer to question "a" is not at character 17'],
    ["a place before the text", [{ text: ["France"], answer_start: [-1] }, null, null], "row 1: answers.answer_start.0 is wrong: Invalid value: Expected >=0, got -1"],
    ["more answers than places", [null, { text: ["in", "in"], answer_start: [11] }, null], 'question "b" has 2 answers and places of 1'],
  ])("are refused: %s", async (_, rows, message) => {
    await expect(read("squad", { [first]: parquetOf(squadColumns(...rows), { schema: squadSchema() }) })).rejects.toThrow(message);
  });
  it.each<[string, SchemaElement[], string]>([
    ["a missing column", squadSchema().slice(0, 5).map((element, i) => (i === 0 ? { ...element, num_children: 4 } : element)), 'should have the column answers.text, got "id, title, context, question"'],
    ["places that are text", squadSchema("element", "BYTE_ARRAY"), 'the column "answers.answer_start.list.element" should hold lists of numbers, got list of BYTE_ARRAY'],
  ])("are refused: %s", async (_, schema, message) => {
    const columns = squadColumns(...answers.map((answer) => ({ ...answer, answer_start: answer.answer_start.map(String) })));
    await expect(read("squad", { [first]: parquetOf(columns.slice(0, schema.length === 5 ? 4 : 5), { schema }) })).rejects.toThrow(message);
  });
});

it.each<[DownstreamName, Parameters<typeof parquetOf>[0], string]>([
  ["sst2", [text("sentence", "a", "b"), numbers("label", "INT64", 1n, -1n)], 'train-00000-of-00001.parquet: row 2, "label": the label should be one of "negative, positive", got "-1"'],
  ["sst2", [text("sentence", "a"), numbers("label", "DOUBLE", 0.5)], 'row 1, "label": the label should be one of "negative, positive", got "0.5"'],
  ["stsb", [text("sentence1", "a"), text("sentence2", "b"), numbers("score", "FLOAT", -1)], 'row 1, "score": the score should be a number from 0 to 5, got "-1"'],
  ["sst2", [text("sentence", "a", "b"), numbers("label", "INT64", 1n, null)], 'row 2: "label" is empty'],
  ["rte", [text("sentence1", "a"), text("sentence2", null), numbers("label", "INT64", 1n)], 'row 1: "sentence2" is empty'],
  ["rte", [text("sentence1", "a"), numbers("label", "INT64", 1n)], 'train-00000-of-00001.parquet should have the columns sentence1, sentence2, label, got "sentence1, label"'],
  ["sst2", [numbers("sentence", "INT32", 1), numbers("label", "INT64", 1n)], 'the column "sentence" should hold text, got INT32'],
  ["sst2", [text("sentence", "a"), { name: "label", data: [true], type: "BOOLEAN" }], 'the column "label" should hold labels: text or numbers, got BOOLEAN'],
  ["sst2", [text("sentence"), numbers("label", "INT64")], "has no examples"],
])("%s in Parquet is refused: %#", async (task, columns, message) => {
  await expect(read(task, { [first]: parquetOf(columns) })).rejects.toThrow(message);
});
