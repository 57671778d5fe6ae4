/** The end of a Parquet file: which columns it has, and where their parts lie. Nothing in it is believed unchecked. */
import { parquetMetadata } from "hyparquet";
import * as v from "valibot";
import { Refused } from "../../base/errors.ts";
import { parse, shown } from "../../study/parse.ts";
import type { StreamedFile } from "../text/lines.ts";
import { Damaged, endOfStruct } from "./thrift.ts";

const mark = "PAR1";
const encryptedMark = "PARE";
/** The footer's length and the mark. */
const tailBytes = 8;
/** Larger than those of files of terabytes. */
const mostFooterBytes = 1 << 26;

export interface ParquetColumn {
  readonly name: string;
  /** What the file calls it. */
  readonly type: string;
  readonly isText: boolean;
  readonly isOptional: boolean;
}

/** The part of a column in one row group: pages one after another. */
export interface ColumnChunk {
  readonly start: number;
  readonly end: number;
  readonly values: number;
  readonly codec: string;
}

export interface ParquetFooter {
  readonly columns: readonly ParquetColumn[];
  /** @throws Damaged where a part lies outside the file or has another number of rows than its group */
  chunksOf(column: string): readonly ColumnChunk[];
}

const whole = v.pipe(v.bigint(), v.transform(Number), v.safeInteger(), v.minValue(0));
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const footerSchema = v.object({
  num_rows: whole,
  schema: v.array(
    v.object({
      name: v.string(),
      type: v.optional(v.string()),
      num_children: v.optional(count),
      repetition_type: v.optional(v.string()),
      converted_type: v.optional(v.string()),
      logical_type: v.optional(v.object({ type: v.optional(v.string()) })),
    }),
  ),
  row_groups: v.array(
    v.object({
      num_rows: whole,
      columns: v.array(
        v.object({
          file_path: v.optional(v.string()),
          meta_data: v.object({
            path_in_schema: v.array(v.string()),
            codec: v.string(),
            num_values: whole,
            total_compressed_size: whole,
            data_page_offset: whole,
            dictionary_page_offset: v.optional(whole),
          }),
        }),
      ),
    }),
  ),
});
type Footer = v.InferOutput<typeof footerSchema>;

/** @throws Refused · Damaged */
export async function readFooter(file: StreamedFile, name: string): Promise<ParquetFooter> {
  const read = async (start: number, end: number) => new Uint8Array(await file.slice(start, end).arrayBuffer());
  const markIn = (bytes: Uint8Array) => new TextDecoder("latin1").decode(bytes);
  const head = markIn(await read(0, mark.length));
  const tail = await read(Math.max(0, file.size - tailBytes), file.size);
  const last = markIn(tail.subarray(-mark.length));
  if (head === encryptedMark || last === encryptedMark) throw new Refused(`${name} is encrypted, and there is no key for it here`, "corpus");
  if (head !== mark) throw new Refused(`${name} is no Parquet file: it should begin with ${mark}, got ${shown(head)}`, "corpus");
  if (last !== mark || file.size < mark.length + tailBytes) throw new Damaged(`it should end with ${mark}, got ${shown(last)}`);
  const footerBytes = new DataView(tail.buffer).getUint32(0, true);
  const start = file.size - tailBytes - footerBytes;
  if (start < mark.length || footerBytes > mostFooterBytes) throw new Damaged(`its footer cannot have ${footerBytes} bytes in a file of ${file.size}`);
  const bytes = await read(start, file.size);
  if (endOfStruct(bytes.subarray(0, footerBytes)) === null) throw new Damaged("its footer does not end");
  const footer = parse(footerSchema, parquetMetadata(bytes, { geoparquet: false }), `${name} is damaged: its footer`);
  const rows = footer.row_groups.reduce((sum, { num_rows }) => sum + num_rows, 0);
  if (rows !== footer.num_rows) throw new Damaged(`it should have ${footer.num_rows} rows, got ${rows}`);
  return { columns: columnsOf(footer), chunksOf: (column) => footer.row_groups.map((group) => chunkOf(group, column, start)) };
}

const textTypes = [undefined, "UTF8", "STRING", "ENUM", "JSON"];

/** Those of the top level; what is nested in others is skipped. */
function columnsOf({ schema }: Footer): ParquetColumn[] {
  const columns: ParquetColumn[] = [];
  for (let i = 1; i < schema.length; ) {
    const { name, type, num_children, repetition_type, converted_type, logical_type } = schema[i] ?? { name: "" };
    const isFlat = type !== undefined && (num_children ?? 0) === 0 && repetition_type !== "REPEATED";
    const isText = isFlat && type === "BYTE_ARRAY" && textTypes.includes(converted_type) && textTypes.includes(logical_type?.type);
    columns.push({ name, type: isFlat ? (logical_type?.type ?? converted_type ?? type) : "nested", isText, isOptional: repetition_type !== "REQUIRED" });
    for (let open = 1; open > 0 && i < schema.length; i++) open += (schema[i]?.num_children ?? 0) - 1;
  }
  return columns;
}

function chunkOf({ num_rows, columns }: Footer["row_groups"][number], column: string, mostEnd: number): ColumnChunk {
  const found = columns.find(({ meta_data: { path_in_schema } }) => path_in_schema.length === 1 && path_in_schema[0] === column);
  if (found === undefined) throw new Damaged(`a group of its rows has no column ${shown(column)}`);
  if (found.file_path !== undefined) throw new Damaged(`its column ${shown(column)} lies in another file: ${shown(found.file_path)}`);
  const { codec, num_values: values, total_compressed_size, data_page_offset, dictionary_page_offset } = found.meta_data;
  // Some writers put nought where there is no dictionary.
  const start = dictionary_page_offset ? Math.min(dictionary_page_offset, data_page_offset) : data_page_offset;
  const end = start + total_compressed_size;
  if (start < mark.length || end > mostEnd) throw new Damaged(`its column ${shown(column)} should lie within ${mostEnd} bytes, got ${start} to ${end}`);
  if (values !== num_rows) throw new Damaged(`its column ${shown(column)} should have ${num_rows} values, got ${values}`);
  return { start, end, values, codec };
}
