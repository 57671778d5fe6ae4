/**
 * Safetensors, Hugging Face's file of named tensors: eight bytes with the header's length N (little-endian), N bytes of
 * JSON `{name: {dtype, shape, data_offsets: [begin, end]}}`, then the values, row-major, offsets counted from there.
 * Source: https://github.com/huggingface/safetensors (format description). Like its reference implementation, this
 * reader wants every byte covered by exactly one tensor. Typed arrays are little-endian on every platform with a page.
 */
import * as v from "valibot";
import { Refused } from "../base/errors.ts";
import { decodeFloat16 } from "../base/float16.ts";
import { sizeOf, type NamedTensor, type NamedTensors } from "../base/tensors.ts";
import { parse, shown } from "../study/parse.ts";
import { isRecord, parseJson } from "./json.ts";

/** Parameters, and how their bytes become numbers. */
const decoders = { F32: readFloats, F16: readHalves, BF16: readBrainFloats } as const;
/** Buffers beside the parameters (`position_ids`): checked, not returned. */
const skipped = ["I64", "I32", "BOOL"] as const;
const sizes = { F32: 4, F16: 2, BF16: 2, I64: 8, I32: 4, BOOL: 1 } as const;

type Dtype = keyof typeof sizes;
const dtypes: readonly Dtype[] = ["F32", "F16", "BF16", ...skipped];

const extent = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const entrySchema = v.strictObject({
  dtype: v.picklist(dtypes),
  shape: v.array(extent),
  data_offsets: v.strictTuple([extent, extent]),
});

interface Entry {
  readonly name: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

/**
 * Reads untrusted bytes; the tensors are copies and share nothing with `bytes`.
 * @param file the file's name, for messages
 * @throws Refused naming file, tensor and value
 */
export function readSafetensors(bytes: Uint8Array, file = "model.safetensors"): NamedTensors {
  const { header, dataStart } = readHeader(bytes, file);
  const { __metadata__: metadata, ...described } = header;
  if (metadata !== undefined) parse(v.record(v.string(), v.string()), metadata, `${file}: __metadata__`);
  const entries = Object.entries(described).map(([name, entry]) => readEntry(name, entry, file));
  refuseUncovered(entries, bytes.length - dataStart, file);

  const tensors = new Map<string, NamedTensor>();
  for (const { name, dtype, shape, begin, end } of entries) {
    if (dtype === "I64" || dtype === "I32" || dtype === "BOOL") continue;
    // A copy also aligns the values: a typed array cannot begin just anywhere in a file.
    const start = bytes.byteOffset + dataStart;
    tensors.set(name, { shape, data: decoders[dtype](bytes.buffer.slice(start + begin, start + end)) });
  }
  return tensors;
}

function readHeader(bytes: Uint8Array, file: string): { header: Record<string, unknown>; dataStart: number } {
  if (bytes.length < 8) throw new Refused(`${file} is cut off: a header needs 8 bytes, got ${bytes.length}`, file);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = view.getBigUint64(0, true);
  if (length > BigInt(bytes.length - 8)) {
    throw new Refused(`${file} is cut off or no safetensors file: its header should take ${length} bytes, got ${bytes.length - 8}`, file);
  }
  const dataStart = 8 + Number(length);
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(8, dataStart));
  } catch {
    throw new Refused(`${file}: the header is no UTF-8 text`, file);
  }
  const header = parseJson(text, `${file}: the header`);
  if (!isRecord(header)) throw new Refused(`${file}: the header should be an object, got ${shown(header)}`, file);
  return { header, dataStart };
}

function readEntry(name: string, value: unknown, file: string): Entry {
  const { dtype, shape, data_offsets } = parse(entrySchema, value, `${file}: tensor ${shown(name)}`);
  const [begin, end] = data_offsets;
  const size = sizes[dtype];
  const refuse = (problem: string) => new Refused(`${file}: tensor ${shown(name)} ${problem}`, name);
  if (end < begin) throw refuse(`ends before it begins: [${begin}, ${end}]`);
  if (begin % size !== 0) throw refuse(`is misaligned: ${dtype} begins at a multiple of ${size}, got ${begin}`);
  if (sizeOf(shape) * size !== end - begin) {
    throw refuse(`should take ${sizeOf(shape) * size} bytes (${dtype}, shape ${shown(shape)}), got ${end - begin}`);
  }
  return { name, dtype, shape, begin, end };
}

function refuseUncovered(entries: readonly Entry[], dataBytes: number, file: string): void {
  let covered = 0;
  for (const { name, begin, end } of entries.toSorted((a, b) => a.begin - b.begin || a.end - b.end)) {
    const refuse = (problem: string) => new Refused(`${file}: tensor ${shown(name)} ${problem}`, name);
    if (end > dataBytes) throw refuse(`reaches beyond the file: byte ${end} of ${dataBytes}`);
    if (begin < covered) throw refuse(`overlaps the one before it, which ends at byte ${covered}: begins at ${begin}`);
    if (begin > covered) throw refuse(`leaves a hole after byte ${covered}: begins at ${begin}`);
    covered = end;
  }
  if (covered !== dataBytes) throw new Refused(`${file}: no tensor covers the bytes from ${covered} to ${dataBytes}`, file);
}

function readFloats(buffer: ArrayBufferLike): Float32Array {
  return new Float32Array(buffer);
}

function readHalves(buffer: ArrayBufferLike): Float32Array {
  return decodeFloat16(new Uint16Array(buffer));
}

/** The upper half of a single-precision float. */
function readBrainFloats(buffer: ArrayBufferLike): Float32Array {
  return new Float32Array(Uint32Array.from(new Uint16Array(buffer), (half) => half << 16).buffer);
}

/**
 * The bytes `save_pretrained` writes for float32 parameters: names in alphabetical order, values contiguous in that
 * order, the header padded with spaces to a multiple of 8.
 * @throws Refused for a name the format keeps to itself, or a tensor whose shape disagrees with its values
 */
export function writeSafetensors(tensors: NamedTensors): Uint8Array {
  const sorted = [...tensors].sort(([a], [b]) => (a < b ? -1 : 1));
  // Put together by hand, as an object would move names that look like numbers to its front.
  const header = ['"__metadata__":{"format":"pt"}'];
  let end = 0;
  for (const [name, { shape, data }] of sorted) {
    if (name === "__metadata__" || name === "__proto__") throw new Refused(`a tensor cannot be called ${shown(name)}`, name);
    if (sizeOf(shape) !== data.length) {
      throw new Refused(`tensor ${shown(name)} of shape ${shown(shape)} needs ${sizeOf(shape)} values, got ${data.length}`, name);
    }
    const begin = end;
    end += data.byteLength;
    header.push(`${JSON.stringify(name)}:${JSON.stringify({ dtype: "F32", shape, data_offsets: [begin, end] })}`);
  }
  const json = new TextEncoder().encode(`{${header.join(",")}}`);
  const headerLength = Math.ceil(json.length / 8) * 8;

  const bytes = new Uint8Array(8 + headerLength + end);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerLength), true);
  bytes.set(json, 8);
  bytes.fill(0x20, 8 + json.length, 8 + headerLength);
  let offset = 8 + headerLength;
  for (const [, { data }] of sorted) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), offset);
    offset += data.byteLength;
  }
  return bytes;
}
