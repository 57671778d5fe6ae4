/** Parquet files for tests: by the library's own writer, and with pages of the first version, which most files have. */
import type { CompressionCodec } from "hyparquet";
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
  /** What every page becomes by codecs that are not at hand. */
  readonly page?: Uint8Array;
}

export function parquetOf(columnData: ColumnSource[], { page = new Uint8Array(), ...layout }: Layout = {}): Uint8Array<ArrayBuffer> {
  return new Uint8Array(parquetWriteBuffer({ columnData, statistics: false, compressors: { GZIP: (bytes) => gzipSync(bytes), ZSTD: () => page, BROTLI: () => page }, ...layout }));
}

const joined = (...parts: readonly (readonly number[] | Uint8Array)[]) => Uint8Array.from(parts.flatMap((part) => [...part]));
const little = (value: number) => [value & 255, (value >> 8) & 255, (value >> 16) & 255, value >>> 24];
const plain = (texts: readonly string[]) => joined(...texts.map((text) => new TextEncoder().encode(text)).map((bytes) => joined(little(bytes.length), bytes)));

/** One column `text` that may have gaps, a dictionary, one page: its levels and indices are the runs given. */
export function firstVersionParquet(dictionary: readonly string[], count: number, levels: readonly number[], indices: readonly number[]): Uint8Array<ArrayBuffer> {
  const writer = new ByteWriter();
  writer.appendUint32(mark);
  const words = plain(dictionary);
  const page = joined(little(levels.length), levels, indices);
  const start = writer.offset;
  const add = (header: Parameters<typeof writePageHeader>[1], bytes: Uint8Array) => {
    writePageHeader(writer, header);
    writer.appendBytes(bytes);
  };
  const about = (bytes: Uint8Array) => ({ uncompressed_page_size: bytes.length, compressed_page_size: snappyCompress(bytes).length });
  add({ type: "DICTIONARY_PAGE", ...about(words), dictionary_page_header: { num_values: dictionary.length, encoding: "PLAIN" } }, snappyCompress(words));
  const dataStart = writer.offset;
  const header = { num_values: count, encoding: "RLE_DICTIONARY", definition_level_encoding: "RLE", repetition_level_encoding: "RLE" } as const;
  add({ type: "DATA_PAGE", ...about(page), data_page_header: header }, snappyCompress(page));
  const size = BigInt(writer.offset - start);
  writeMetadata(writer, {
    version: 1,
    schema: [
      { name: "schema", num_children: 1 },
      { name: "text", type: "BYTE_ARRAY", repetition_type: "OPTIONAL", converted_type: "UTF8" },
    ],
    num_rows: BigInt(count),
    row_groups: [
      {
        num_rows: BigInt(count),
        total_byte_size: size,
        columns: [
          {
            file_offset: 0n,
            meta_data: {
              type: "BYTE_ARRAY",
              encodings: ["PLAIN", "RLE_DICTIONARY"],
              path_in_schema: ["text"],
              codec: "SNAPPY",
              num_values: BigInt(count),
              total_uncompressed_size: size,
              total_compressed_size: size,
              dictionary_page_offset: BigInt(start),
              data_page_offset: BigInt(dataStart),
            },
          },
        ],
      },
    ],
    metadata_length: 0,
  });
  writer.appendUint32(mark);
  return writer.getBytes().slice();
}
