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
/** Read at once: most footers are shorter. */
const usualBytes = 1 << 14;
/** Larger than those of files of terabytes. */
const mostFooterBytes = 1 << 26;
/** Groups inside groups; more than anybody nests. */
const deepest = 32;

/** Values of one kind, at the top level or inside groups and lists. */
export interface ParquetColumn {
  /** Its own name behind those of the groups that it is in. */
  readonly path: readonly string[];
  readonly name: string;
  /** How its values lie in the file. */
  readonly physicalType: string;
  /** What the file calls it. */
  readonly type: string;
  /** Null where it is something else. */
  readonly holds: "text" | "numbers" | null;
  /** How many of it and what it is in may be missing or empty. Where all are there, so is a value. */
  readonly definitionLevels: number;
  /** How many lists it is in, one inside the other. */
  readonly repetitionLevels: number;
}

/** The part of a column in one row group: pages one after another. */
export interface ColumnChunk {
  readonly start: number;
  readonly end: number;
  readonly values: number;
  readonly codec: string;
  /** Decompressed, as the file says. */
  readonly sizeBytes: number;
}

export interface RowGroup {
  readonly rows: number;
  /** @throws Damaged where the part lies outside the file or has another number of values than rows */
  chunkOf(column: ParquetColumn): ColumnChunk;
}

export interface ParquetFooter {
  readonly columns: readonly ParquetColumn[];
  readonly groups: readonly RowGroup[];
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
            total_uncompressed_size: whole,
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
  const tail = await read(Math.max(0, file.size - usualBytes), file.size);
  const last = markIn(tail.subarray(-mark.length));
  if (head === encryptedMark || last === encryptedMark) throw new Refused(`${name} is encrypted, and there is no key for it here`, "corpus");
  if (head !== mark) throw new Refused(`${name} is no Parquet file: it should begin with ${mark}, got ${shown(head)}`, "corpus");
  if (last !== mark || file.size < mark.length + tailBytes) throw new Damaged(`it should end with ${mark}, got ${shown(last)}`);
  const footerBytes = new DataView(tail.buffer).getUint32(tail.length - tailBytes, true);
  const start = file.size - tailBytes - footerBytes;
  if (start < mark.length || footerBytes > mostFooterBytes) throw new Damaged(`its footer cannot have ${footerBytes} bytes in a file of ${file.size}`);
  const length = footerBytes + tailBytes;
  const bytes = length <= tail.length ? tail.slice(-length) : await read(start, file.size);
  if (endOfStruct(bytes.subarray(0, footerBytes)) === null) throw new Damaged("its footer does not end");
  const footer = parse(footerSchema, parquetMetadata(bytes, { geoparquet: false }), `${name} is damaged: its footer`);
  const rows = footer.row_groups.reduce((sum, { num_rows }) => sum + num_rows, 0);
  if (rows !== footer.num_rows) throw new Damaged(`it should have ${footer.num_rows} rows, got ${rows}`);
  return { columns: columnsOf(footer), groups: footer.row_groups.map((group) => ({ rows: group.num_rows, chunkOf: (column) => chunkOf(group, column, start) })) };
}

const textTypes = [undefined, "UTF8", "STRING", "ENUM", "JSON"];
const numberTypes = ["INT32", "INT64", "FLOAT", "DOUBLE"];
/** Larger unsigned ones would lie as negative numbers. */
const wholeTypes = /^(INT_\d+|UINT_8|UINT_16|INTEGER)$/;

/** Those that hold values, wherever they are nested. */
function columnsOf({ schema }: Footer): ParquetColumn[] {
  const columns: ParquetColumn[] = [];
  /** The groups that the next element is in, from the outermost; `rest`: children that are still to come. */
  const groups: { readonly name: string; readonly definitionLevels: number; readonly repetitionLevels: number; rest: number }[] = [];
  for (const { name, type, num_children = 0, repetition_type, converted_type, logical_type } of schema.slice(1)) {
    while (groups.at(-1)?.rest === 0) groups.pop();
    const outer = groups.at(-1);
    if (outer !== undefined) outer.rest--;
    const definitionLevels = (outer?.definitionLevels ?? 0) + (repetition_type === "REQUIRED" ? 0 : 1);
    const repetitionLevels = (outer?.repetitionLevels ?? 0) + (repetition_type === "REPEATED" ? 1 : 0);
    if (num_children > 0) groups.push({ name, definitionLevels, repetitionLevels, rest: num_children });
    if (groups.length > deepest) throw new Damaged(`its columns are nested too deep: at most ${deepest} groups, got more`);
    if (num_children > 0 || type === undefined) continue;
    const path = [...groups.map((group) => group.name), name];
    const about = [converted_type, logical_type?.type];
    const isText = type === "BYTE_ARRAY" && about.every((each) => textTypes.includes(each));
    const isNumber = numberTypes.includes(type) && about.every((each) => each === undefined || wholeTypes.test(each));
    columns.push({
      path,
      name: path.join("."),
      physicalType: type,
      type: `${"list of ".repeat(repetitionLevels)}${logical_type?.type ?? converted_type ?? type}`,
      holds: isText ? "text" : isNumber ? "numbers" : null,
      definitionLevels,
      repetitionLevels,
    });
  }
  return columns;
}

function chunkOf({ num_rows, columns }: Footer["row_groups"][number], { name, path, repetitionLevels }: ParquetColumn, mostEnd: number): ColumnChunk {
  const found = columns.find(({ meta_data: { path_in_schema } }) => path_in_schema.length === path.length && path_in_schema.every((part, i) => part === path[i]));
  if (found === undefined) throw new Damaged(`a group of its rows has no column ${shown(name)}`);
  if (found.file_path !== undefined) throw new Damaged(`its column ${shown(name)} lies in another file: ${shown(found.file_path)}`);
  const { codec, num_values: values, total_compressed_size, total_uncompressed_size: sizeBytes, data_page_offset, dictionary_page_offset } = found.meta_data;
  // Some writers put nought where there is no dictionary.
  const start = dictionary_page_offset ? Math.min(dictionary_page_offset, data_page_offset) : data_page_offset;
  const end = start + total_compressed_size;
  if (start < mark.length || end > mostEnd) throw new Damaged(`its column ${shown(name)} should lie within ${mostEnd} bytes, got ${start} to ${end}`);
  if (repetitionLevels === 0 && values !== num_rows) throw new Damaged(`its column ${shown(name)} should have ${num_rows} values, got ${values}`);
  return { start, end, values, codec, sizeBytes };
}
