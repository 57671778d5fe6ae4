/** Parquet files for tests: by the library's own writer, and with pages of the first version, which most files have. */
import type { CompressionCodec, Encoding, ParquetType, SchemaElement } from "hyparquet";
import { ByteWriter, parquetWriteBuffer, type ColumnSource } from "hyparquet-writer";
import { snappyCompress } from "hyparquet-writer/src/snappy.js";
import { writePageHeader } from "hyparquet-writer/src/datapage.js";
import { writeMetadata } from "hyparquet-writer/src/metadata.js";
import { gzipSync } from "node:zlib";

const mark = 0x31524150;

/** Texts, and their page as Zstandard's own program compresses it at level 19: Node of this version cannot. */
export const zstdTexts = ["The cat sat on the mat. It slept.", "The cat sat on the mat again. It slept.", "The cat sat on the mat, and again. It ate."];
export const zstdPage = new Uint8Array(Buffer.from("KLUv/QRo9QEAYoMLELAdA9D0dMm+DqRGO7oTLgNF3Qm6ZMDm5YpyqdzsTcv9qtgLY+/ZG1WxAwAIAQQAUxkKFnPKgEaLIgMNz/dm", "base64"));

export interface Layout {
  readonly codec?: CompressionCodec;
  readonly rowGroupSize?: number;
  readonly pageSize?: number;
  /** Where columns are nested. */
  readonly schema?: SchemaElement[];
  /** What every page becomes by codecs that are not at hand. */
  readonly page?: Uint8Array;
}

export function parquetOf(columnData: ColumnSource[], { page = new Uint8Array(), ...layout }: Layout = {}): Uint8Array<ArrayBuffer> {
  return new Uint8Array(parquetWriteBuffer({ columnData, statistics: false, compressors: { GZIP: (bytes) => gzipSync(bytes), ZSTD: () => page, BROTLI: () => page }, ...layout }));
}

export const joined = (...parts: readonly (readonly number[] | Uint8Array)[]) => Uint8Array.from(parts.flatMap((part) => [...part]));
const little = (value: number) => [value & 255, (value >> 8) & 255, (value >> 16) & 255, value >>> 24];
/** Texts as they lie in a page. */
export const plain = (texts: readonly string[]) => joined(...texts.map((text) => new TextEncoder().encode(text)).map((bytes) => joined(little(bytes.length), bytes)));
/** Whole numbers of 32 bits, in the same way. */
export const plainNumbers = (numbers: readonly number[]) => joined(...numbers.map(little));
/** Levels as they stand in front of a page's values. */
export const runsOf = (...runs: readonly number[]) => joined(little(runs.length), runs);

export interface FirstVersionColumn {
  readonly path: string[];
  readonly type: ParquetType;
  readonly dictionary?: readonly string[];
  readonly pages: readonly { readonly count: number; readonly encoding: Encoding; readonly bytes: Uint8Array }[];
}

/** One group of rows. The bytes of pages begin with their levels, as most writers put them. */
export function firstVersionFile(schema: SchemaElement[], rows: number, columns: readonly FirstVersionColumn[]): Uint8Array<ArrayBuffer> {
  const writer = new ByteWriter();
  writer.appendUint32(mark);
  const add = (header: Parameters<typeof writePageHeader>[1], bytes: Uint8Array) => {
    writePageHeader(writer, header);
    writer.appendBytes(bytes);
  };
  const about = (bytes: Uint8Array) => ({ uncompressed_page_size: bytes.length, compressed_page_size: snappyCompress(bytes).length });
  const written = columns.map(({ path, type, dictionary, pages }) => {
    const start = writer.offset;
    if (dictionary !== undefined) {
      const words = plain(dictionary);
      add({ type: "DICTIONARY_PAGE", ...about(words), dictionary_page_header: { num_values: dictionary.length, encoding: "PLAIN" } }, snappyCompress(words));
    }
    const dataStart = writer.offset;
    for (const { count, encoding, bytes } of pages) {
      const header = { num_values: count, encoding, definition_level_encoding: "RLE", repetition_level_encoding: "RLE" } as const;
      add({ type: "DATA_PAGE", ...about(bytes), data_page_header: header }, snappyCompress(bytes));
    }
    const size = BigInt(writer.offset - start);
    return {
      file_offset: 0n,
      meta_data: {
        type,
        encodings: ["PLAIN", "RLE_DICTIONARY"] satisfies Encoding[],
        path_in_schema: path,
        codec: "SNAPPY" as const,
        num_values: BigInt(pages.reduce((sum, { count }) => sum + count, 0)),
        total_uncompressed_size: size,
        total_compressed_size: size,
        ...(dictionary !== undefined && { dictionary_page_offset: BigInt(start) }),
        data_page_offset: BigInt(dataStart),
      },
    };
  });
  writeMetadata(writer, {
    version: 1,
    schema,
    num_rows: BigInt(rows),
    row_groups: [{ num_rows: BigInt(rows), total_byte_size: BigInt(writer.offset), columns: written }],
    metadata_length: 0,
  });
  writer.appendUint32(mark);
  return writer.getBytes().slice();
}

/** One column `text` that may have gaps, a dictionary, one page: its levels and indices are the runs given. */
export function firstVersionParquet(dictionary: readonly string[], count: number, levels: readonly number[], indices: readonly number[]): Uint8Array<ArrayBuffer> {
  const schema: SchemaElement[] = [
    { name: "schema", num_children: 1 },
    { name: "text", type: "BYTE_ARRAY", repetition_type: "OPTIONAL", converted_type: "UTF8" },
  ];
  const page = { count, encoding: "RLE_DICTIONARY", bytes: joined(runsOf(...levels), indices) } as const;
  return firstVersionFile(schema, count, [{ path: ["text"], type: "BYTE_ARRAY", dictionary, pages: [page] }]);
}

/** SQuAD's columns, answers as the hub has them: a group of two lists, whose insides go by the names given. */
export function squadSchema(inside = "element", start: ParquetType = "INT32"): SchemaElement[] {
  const list = (name: string, element: SchemaElement): SchemaElement[] => [
    { name, repetition_type: "OPTIONAL", num_children: 1, converted_type: "LIST" },
    { name: "list", repetition_type: "REPEATED", num_children: 1 },
    element,
  ];
  const text = (name: string): SchemaElement => ({ name, type: "BYTE_ARRAY", repetition_type: "OPTIONAL", converted_type: "UTF8" });
  return [
    { name: "schema", num_children: 5 },
    ...["id", "title", "context", "question"].map(text),
    { name: "answers", repetition_type: "OPTIONAL", num_children: 2 },
    ...list("text", text(inside)),
    ...list("answer_start", { name: inside, type: start, repetition_type: "OPTIONAL" }),
  ];
}

/** SST-2's columns with 400 examples, as the hub has them; if wanted beside a column of more than a megabyte that the task has no use for. */
export function filmsParquet(label: (i: number) => number, withTrees = false): Uint8Array<ArrayBuffer> {
  const sentences = Array.from({ length: 400 }, (_, i) => `film ${i}, so so`);
  const trees = { name: "tree", data: sentences.map((sentence) => `${sentence} (S (NP film))`.repeat(100)) };
  return parquetOf(
    [{ name: "sentence", data: sentences }, { name: "label", data: sentences.map((_, i) => BigInt(label(i))), type: "INT64" }, ...(withTrees ? [trees] : [])],
    { codec: "UNCOMPRESSED" },
  );
}
