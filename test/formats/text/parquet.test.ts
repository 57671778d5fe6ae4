import { describe, expect, it } from "vitest";
import type { StreamedFile } from "../../../src/formats/text/lines.ts";
import { parquetTexts } from "../../../src/formats/text/parquet.ts";
import { mostCharacters, readText } from "../../../src/formats/text/read-text.ts";
import { firstVersionParquet, parquetOf, zstdPage, zstdTexts } from "../../tools/parquet.ts";

async function texts(file: Uint8Array<ArrayBuffer> | StreamedFile, column = "", name = "a.parquet"): Promise<string[]> {
  const found: string[] = [];
  for await (const text of parquetTexts(file instanceof Uint8Array ? new Blob([file]) : file, column, name, mostCharacters, () => undefined)) found.push(text);
  return found;
}

/** A file that is read in parts, and how long these are. */
function watched(bytes: Uint8Array<ArrayBuffer>): { readonly file: StreamedFile; readonly parts: readonly number[] } {
  const parts: number[] = [];
  const file: StreamedFile = {
    size: bytes.length,
    slice: (start = 0, end = bytes.length) => {
      parts.push(end - start);
      return new Blob([bytes.slice(start, end)]);
    },
    stream: () => {
      throw new Error("the whole file");
    },
  };
  return { file, parts };
}

const sentences = Array.from({ length: 50 }, (_, i) => `Sentence ${i}, naïve as ever.`);
const numbers = { name: "n", data: sentences.map((_, i) => i), type: "INT32" as const };

describe("parquetTexts", () => {
  it.each([
    [{ codec: "UNCOMPRESSED" }],
    [{ codec: "SNAPPY" }],
    [{ codec: "GZIP" }],
    [{ codec: "SNAPPY", rowGroupSize: 7, pageSize: 60 }],
  ] as const)("reads every text, of several groups of rows and pages: %j", async (layout) => {
    expect(await texts(parquetOf([numbers, { name: "text", data: sentences }], layout))).toEqual(sentences);
  });

  it("reads Zstandard's pages", async () => {
    expect(await texts(parquetOf([{ name: "text", data: zstdTexts, encoding: "PLAIN" }], { codec: "ZSTD", page: zstdPage }))).toEqual(zstdTexts);
  });

  it("reads dictionaries and lengths by differences, and leaves empty cells out", async () => {
    const data = sentences.map((sentence, i) => (i % 3 === 0 ? null : `${sentence.slice(0, 9)}…`));
    expect(await texts(parquetOf([{ name: "text", data }]))).toEqual(data.filter((text) => text !== null));
    expect(await texts(parquetOf([{ name: "text", data: sentences, encoding: "DELTA_LENGTH_BYTE_ARRAY" }]))).toEqual(sentences);
    // One run: four that are there (4 << 1, 1). Indices of one bit: eight, packed ((1 << 1) + 1, 0b1010).
    expect(await texts(firstVersionParquet(["A.", "B."], 4, [8, 1], [1, 3, 0b1010]))).toEqual(["A.", "B.", "A.", "B."]);
    // Packed levels: the second and the fourth of four are missing (0b0101).
    expect(await texts(firstVersionParquet(["A.", "B."], 4, [3, 0b0101], [1, 3, 0b10]))).toEqual(["A.", "B."]);
  });

  it("takes the wanted column, else the one that is usually the text", async () => {
    const file = parquetOf([{ name: "title", data: ["T. t"] }, { name: "sentence", data: ["S. s"] }, { name: "n", data: [1], type: "INT32" }]);
    expect(await texts(file)).toEqual(["S. s"]);
    expect(await texts(file, "title")).toEqual(["T. t"]);
    expect((await readText(new Blob([file]), "a.parquet", "title")).text).toBe("T. t");
  });

  it("reads of a long file only the text's pages, one after another", async () => {
    const long = { name: "other", data: sentences.map((sentence) => sentence.repeat(4000)) };
    const bytes = parquetOf([long, { name: "text", data: sentences }], { codec: "UNCOMPRESSED", rowGroupSize: 10 });
    const { file, parts } = watched(bytes);
    expect(await texts(file, "text")).toEqual(sentences);
    expect(bytes.length).toBeGreaterThan(5e6);
    expect(parts.reduce((sum, length) => sum + length, 0)).toBeLessThan(20_000);
  });

  it("reads of a text that is too long some groups of rows all over it", async () => {
    const paragraphs = sentences.map((sentence) => `${sentence} It ends.`);
    const bytes = parquetOf([{ name: "text", data: paragraphs }], { codec: "UNCOMPRESSED", rowGroupSize: 5 });
    // Ten groups of about 220 bytes; 150 characters take 600 at most: every third group will do, and of those some texts.
    const { file, parts } = watched(bytes);
    const { text, documents } = await readText(file, "a.parquet", "", 150);
    const groups = text.split("\n\n").map((sentence) => Math.floor(paragraphs.indexOf(sentence) / 5));
    expect([...new Set(groups)]).toEqual([0, 3, 9]);
    expect(documents).toEqual({ seen: paragraphs.length, kept: groups.length });
    // The mark, the footer, and a part a group.
    expect(parts).toHaveLength(2 + 4);
    expect((await readText(file, "a.parquet")).documents).toEqual({ seen: paragraphs.length, kept: paragraphs.length });
  });

  const good = parquetOf([numbers, { name: "text", data: sentences }]);
  const changed = (at: number, ...values: number[]) => {
    const bytes = good.slice();
    bytes.set(values, at < 0 ? bytes.length + at : at);
    return bytes;
  };
  it.each<[string, Uint8Array<ArrayBuffer>, string, string]>([
    ["another column", good, "body", 'there is no column "body", out of "text"'],
    ["a column of numbers", good, "n", 'the column "n" should be text, got INT32'],
    ["no text", parquetOf([numbers]), "", 'has no column of text, out of "n (INT32)"'],
    ["another file", new TextEncoder().encode("id,text\n1,2\n3,4"), "", 'is no Parquet file: it should begin with PAR1, got "id,t"'],
    ["a file cut off", good.slice(0, -3), "", "is damaged: it should end with PAR1"],
    ["an encrypted file", changed(-4, 0x50, 0x41, 0x52, 0x45), "", "is encrypted"],
    ["a footer longer than the file", changed(-8, 0xff, 0xff, 0xff, 0x0f), "", "its footer cannot have 268435455 bytes"],
    ["pages by Brotli", parquetOf([{ name: "text", data: sentences, codec: "BROTLI" }], { page: zstdPage }), "", "is compressed by BROTLI: write it with snappy, gzip or zstd"],
    ["texts by their beginnings", parquetOf([{ name: "text", data: sentences, encoding: "DELTA_BYTE_ARRAY" }]), "", "encoded as DELTA_BYTE_ARRAY"],
    // A run of 2 ** 27 in five bytes, which the library would write out.
    ["a run without end", firstVersionParquet(["A."], 4, [0x80, 0x80, 0x80, 0x80, 1, 1], [0]), "", "runs of a page should hold 4 values, got 134217728"],
    ["an index outside the dictionary", firstVersionParquet(["A."], 4, [8, 1], [1, 8, 1]), "", "its dictionary has 1 values, and one is asked for at 1"],
  ])("refuses %s", async (_, bytes, column, message) => {
    await expect(texts(bytes, column)).rejects.toThrow(message);
  });
});
