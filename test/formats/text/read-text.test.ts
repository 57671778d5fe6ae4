import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { StreamedFile } from "../../../src/formats/text/lines.ts";
import { isPlainText, readText } from "../../../src/formats/text/read-text.ts";

const read = async (name: string, content: string | Uint8Array<ArrayBuffer>, column?: string, limit?: number) =>
  (await readText(new Blob([content]), name, column, limit)).text.split("\n\n").map((document) => document.split("\n"));
const records = (...texts: string[]) => texts.map((text) => JSON.stringify({ id: "x", text })).join("\n");
const gzipped = (content: string) => new Uint8Array(gzipSync(content));
const [first, second] = ["One. Two.", "Three. Four; five. Six."];

describe("readText", () => {
  it.each([
    ["a.jsonl", `${records(first, second)}\n\n`],
    ["a.csv", `id,text\r\n1,${first}\r\n2,"${second}"\r\n`],
    ["a.tsv", `id\ttext\n1\t${first}\n2\t${second}`],
    ["a.txt", `${first}\n\n\n${second}\n`],
  ])("takes every text of %s as a document, compressed or not", async (name, content) => {
    expect(await read(name, content)).toEqual([[first], [second]]);
    expect(await read(`${name}.gz`, gzipped(content))).toEqual([[first], [second]]);
  });

  it("reads CSV's quotes, TSV's are characters", async () => {
    const quoted = 'text,n\n"A ""b"", c.\nD. E",1\n"",2\nF. G,3';
    expect(await read("a.csv", quoted)).toEqual([['A "b", c. D. E'], ["F. G"]]);
    expect(await read("a.tsv", 'n\tsentence\n1\t"A. b\n2\tC. d"')).toEqual([['"A. b'], ['C. d"']]);
  });

  it("takes the column that is wanted, else the one that is usually the text, else the only one", async () => {
    const table = "title,sentence,text\nT. t,S. s,X. x";
    expect(await read("a.csv", table)).toEqual([["X. x"]]);
    expect(await read("a.csv", table, "title")).toEqual([["T. t"]]);
    expect(await read("a.csv", "body\nB. b")).toEqual([["B. b"]]);
    expect(await read("a.jsonl", '{"n": 1, "body": "B. b"}')).toEqual([["B. b"]]);
  });

  it("cuts WikiText at its titles, in lines and in records, and closes the spaces of its marks", async () => {
    const lines = ["", " = Robert Boulter = ", "", " He is 1 @,@ 200 @-@ strong . ", " = = Career = = ", " More . ", " = Next = ", " End . "];
    const expected = [["He is 1,200-strong .", "More ."], ["End ."]];
    expect(await read("wiki.train.tokens", lines.join("\n"))).toEqual(expected);
    expect(await read("wiki.jsonl", records(...lines.map((line) => `${line}\n`)))).toEqual(expected);
  });

  it("joins BookCorpus's sentences, 64 a document", async () => {
    const sentences = Array.from({ length: 130 }, (_, i) => `sentence ${i} of the books .`);
    const documents = await read("books.jsonl", records(...sentences));
    expect(documents.map(({ length }) => length)).toEqual([64, 64, 2]);
    expect(documents.flat()).toEqual(sentences);
  });

  it("keeps documents from all over a text that is too long: every second, fourth, eighth", async () => {
    const content = records(...Array.from({ length: 100 }, (_, i) => `Number ${String(i).padStart(2, "0")}. Ends.`));
    const kept = (await read("a.jsonl", content, "", 16 * 17)).map(([line = ""]) => Number(line.slice(7, 9)));
    expect(kept).toEqual(Array.from({ length: 13 }, (_, i) => 8 * i));
  });

  it("never holds a long file", async () => {
    const piece = new TextEncoder().encode(`${records(...Array<string>(20).fill("A sentence of a long text. And one more.".repeat(100)))}\n`);
    const pieces = 400;
    let made = 0;
    const file: StreamedFile = {
      size: piece.length * pieces,
      slice: () => new Blob([piece.subarray(0, 2)]),
      stream: () =>
        new ReadableStream(
          {
            pull(controller) {
              if (made++ === pieces) controller.close();
              else controller.enqueue(piece.slice());
            },
          },
          { highWaterMark: 0 },
        ),
    };
    const result = await readText(file, "a.jsonl", "", 1e5);
    expect(result.documents.seen).toBe(20 * pieces);
    expect(result.documents.kept).toBeLessThan(30);
    expect(result.text.length).toBeLessThanOrEqual(1.1e5);
  });

  it.each<[string, string | Uint8Array<ArrayBuffer>, string, string]>([
    ["a.jsonl", '{"text": "a"}\n{"text": ', "", "a.jsonl: line 2 is damaged"],
    ["a.jsonl", '{"text": "a"}\n[1]', "", "a.jsonl: line 2 should be a JSON object, got [1]"],
    ["a.jsonl", '{"text": "a"}\n{"text": 5}', "", 'a.jsonl: line 2: "text" should be text, got 5'],
    ["a.csv", "a,b\n1,2", "", 'which of its columns holds the text? Name one, out of "a, b"'],
    ["a.csv", "a,text\n1,2", "body", 'there is no column "body", out of "a, text"'],
    ["a.csv", "a,text\n1,2\n3", "", "a.csv: line 3 has too few columns: 2, got 1"],
    ["a.csv", 'text\nA\n"B\nC', "", "the quote that opens on line 3 never ends"],
    ["a.txt", Uint8Array.of(65, 0xff, 66), "", "is not UTF-8 text"],
    ["a.txt", "a\0b", "", "a NUL character near line 1"],
    ["a.txt.gz", gzipped("some text\n\nmore").subarray(0, 20), "", "cannot be decompressed"],
    ["a.arrow", "ARROW1", "", "convert it to .parquet, .jsonl, .csv or plain text first, got .arrow"],
  ])("refuses %s: %j", async (name, content, column, message) => {
    await expect(read(name, content, column)).rejects.toThrow(message);
  });
});

it("plain text is taken as it is, unless it is WikiText or compressed", async () => {
  const plain = (name: string, content: string | Uint8Array<ArrayBuffer>) => isPlainText(new Blob([content]), name);
  expect(await plain("a.txt", "One.\nTwo.\n\nThree.")).toBe(true);
  expect(await plain("a.txt", " = Title = \n\n Text . ")).toBe(false);
  expect(await plain("a.txt", gzipped("One."))).toBe(false);
  expect(await plain("a.csv", "text")).toBe(false);
});
