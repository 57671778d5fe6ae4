import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Refused } from "../../src/base/errors.ts";
import type { NamedTensor, NamedTensors } from "../../src/base/tensors.ts";
import { readSafetensors, writeSafetensors } from "../../src/formats/safetensors.ts";
import { describeFormat } from "../suites/format.ts";
import { realBytes, realFilesMissing } from "./real.ts";

/** A file put together by hand, so that the header may lie. */
function fileOf(header: unknown, data: Uint8Array = new Uint8Array()): Uint8Array {
  const json = new TextEncoder().encode(typeof header === "string" ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + json.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  bytes.set(data, 8 + json.length);
  return bytes;
}

const bytesOf = (...halves: number[]) => new Uint8Array(Uint16Array.from(halves).buffer);
const tensor = (dtype: string, shape: number[], begin: number, end: number) => ({ dtype, shape, data_offsets: [begin, end] });

function refusalOf(bytes: Uint8Array): Refused {
  try {
    readSafetensors(bytes, "teacher.safetensors");
  } catch (thrown) {
    if (thrown instanceof Refused) return thrown;
    throw thrown;
  }
  throw new Error("the file was accepted");
}

const arbitraryTensors: fc.Arbitrary<NamedTensors> = fc
  .array(
    fc.tuple(
      fc.string({ maxLength: 12 }).filter((name) => name !== "__proto__" && name !== "__metadata__"),
      fc.array(fc.nat({ max: 3 }), { maxLength: 3 }).chain((shape) => {
        const size = shape.reduce((product, extent) => product * extent, 1);
        return fc
          .float32Array({ minLength: size, maxLength: size })
          .map((data): NamedTensor => ({ shape, data: new Float32Array(data) }));
      }),
    ),
    { maxLength: 5 },
  )
  .map((entries) => new Map(entries));

describeFormat("safetensors", {
  arbitrary: arbitraryTensors,
  write: writeSafetensors,
  read: (bytes) => readSafetensors(bytes),
  refusesTruncation: true,
  runs: 300,
});

describe("writeSafetensors", () => {
  it("writes the header as save_pretrained does", () => {
    const bytes = writeSafetensors(
      new Map([
        ["b", { shape: [], data: Float32Array.of(3) }],
        ["a", { shape: [2], data: Float32Array.of(1, 2) }],
      ]),
    );
    const header =
      '{"__metadata__":{"format":"pt"},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},' +
      '"b":{"dtype":"F32","shape":[],"data_offsets":[8,12]}}';
    const padded = header.padEnd(Math.ceil(header.length / 8) * 8, " ");
    expect(new DataView(bytes.buffer).getUint32(0, true)).toBe(padded.length);
    expect(new TextDecoder().decode(bytes.subarray(8, 8 + padded.length))).toBe(padded);
    expect(new Float32Array(bytes.slice(8 + padded.length).buffer)).toEqual(Float32Array.of(1, 2, 3));
  });

  it("keeps alphabetical order for names that look like numbers", () => {
    const one = { shape: [1], data: Float32Array.of(1) };
    const bytes = writeSafetensors(new Map([["9", one], ["10", one]]));
    expect([...readSafetensors(bytes).keys()].sort()).toEqual(["10", "9"]);
    const text = new TextDecoder().decode(bytes);
    expect(text.indexOf('"10"')).toBeLessThan(text.indexOf('"9"'));
    expect(text.indexOf("__metadata__")).toBeLessThan(text.indexOf('"10"'));
  });

  it("refuses a shape that disagrees with its values", () => {
    expect(() => writeSafetensors(new Map([["w", { shape: [2, 2], data: new Float32Array(3) }]]))).toThrow(
      /"w" of shape \[2,2\] needs 4 values, got 3/,
    );
  });

  it.each(["__proto__", "__metadata__"])("refuses the name %s", (name) => {
    expect(() => writeSafetensors(new Map([[name, { shape: [0], data: new Float32Array() }]]))).toThrow(Refused);
  });
});

describe("readSafetensors", () => {
  it("reads half precision: normal, subnormal, signed zero, infinite", () => {
    // 1, -2, 65504 (the largest), 2^-24 (the smallest), -0, -infinity, NaN
    const halves = bytesOf(0x3c00, 0xc000, 0x7bff, 0x0001, 0x8000, 0xfc00, 0x7e00);
    const { data } = readSafetensors(fileOf({ w: tensor("F16", [7], 0, 14) }, halves)).get("w") ?? { data: [] };
    expect([...data]).toEqual([1, -2, 65504, 2 ** -24, -0, -Infinity, NaN]);
  });

  it("reads every half-precision value as its formula says", () => {
    const all = Uint16Array.from({ length: 65536 }, (_, bits) => bits);
    const read = readSafetensors(fileOf({ w: tensor("F16", [65536], 0, 131072) }, new Uint8Array(all.buffer))).get("w");
    const expected = Float32Array.from(all, (bits) => {
      const [sign, exponent, fraction] = [bits >> 15 ? -1 : 1, (bits >> 10) & 31, bits & 1023];
      if (exponent === 31) return fraction ? NaN : sign * Infinity;
      return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
    });
    expect(read?.data).toEqual(expected);
  });

  it("reads brain floats, the upper halves of single precision", () => {
    const { data } = readSafetensors(fileOf({ w: tensor("BF16", [3], 0, 6) }, bytesOf(0x3f80, 0xc040, 0x7f80))).get("w") ?? {
      data: [],
    };
    expect([...data]).toEqual([1, -3, Infinity]);
  });

  it("passes over integer buffers, which are no parameters", () => {
    const header = { "embeddings.position_ids": tensor("I64", [1, 2], 0, 16), w: tensor("F32", [1], 16, 20) };
    const data = new Uint8Array(20);
    data.set(new Uint8Array(Float32Array.of(5).buffer), 16);
    const read = readSafetensors(fileOf(header, data));
    expect([...read.keys()]).toEqual(["w"]);
    expect(read.get("w")?.data).toEqual(Float32Array.of(5));
  });

  it("reads a view that begins anywhere in its buffer, and shares nothing with it", () => {
    const written = writeSafetensors(new Map([["w", { shape: [2], data: Float32Array.of(1, 2) }]]));
    const shifted = new Uint8Array(written.length + 3);
    shifted.set(written, 3);
    const read = readSafetensors(shifted.subarray(3));
    shifted.fill(0);
    expect(read.get("w")?.data).toEqual(Float32Array.of(1, 2));
    expect(readSafetensors(Buffer.from(shifted.buffer, 3).fill(written)).get("w")?.data).toEqual(Float32Array.of(1, 2));
  });

  it.each<[string, Uint8Array, RegExp]>([
    ["an empty file", new Uint8Array(), /teacher\.safetensors is cut off: a header needs 8 bytes, got 0$/],
    ["a header longer than the file", fileOf({}).subarray(0, 9), /its header should take 2 bytes, got 1$/],
    ["a header of 2^63 bytes", Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 128), /should take 9223372036854775808 bytes, got 0$/],
    ["a header that is no UTF-8", Uint8Array.of(2, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xfe), /no UTF-8/],
    ["a header that is no JSON", fileOf('{"w": }'), /line 1, column 7 .* a value, found "}"$/],
    ["a header that is no object", fileOf("[1]"), /should be an object, got \[1\]$/],
    ["metadata that is no text", fileOf({ __metadata__: { a: 1 } }), /__metadata__.* got 1$/],
    ["an unknown dtype", fileOf({ w: tensor("Q4", [0], 0, 0) }), /tensor "w": dtype .* got "Q4"$/],
    ["a dtype that is no parameter's", fileOf({ w: tensor("I8", [0], 0, 0) }), /tensor "w": dtype .* got "I8"$/],
    ["a missing shape", fileOf({ w: { dtype: "F32", data_offsets: [0, 0] } }), /tensor "w": shape/],
    ["a negative extent", fileOf({ w: tensor("F32", [-1], 0, 0) }), /shape\.0 .* got -1$/],
    ["a fractional offset", fileOf({ w: tensor("F32", [0], 0.5, 0) }), /data_offsets\.0 .* got 0\.5$/],
    ["an unknown key", fileOf({ w: { ...tensor("F32", [0], 0, 0), gzip: true } }), /gzip/],
    ["offsets the wrong way round", fileOf({ w: tensor("F32", [0], 4, 0) }), /"w" ends before it begins: \[4, 0\]$/],
    ["a misaligned tensor", fileOf({ a: tensor("BOOL", [2], 0, 2), w: tensor("F32", [1], 2, 6) }, new Uint8Array(6)), /"w" is misaligned: F32 .* got 2$/],
    ["a shape that disagrees with its bytes", fileOf({ w: tensor("F32", [3], 0, 8) }, new Uint8Array(8)), /should take 12 bytes .* got 8$/],
    ["a shape beyond all numbers", fileOf({ w: tensor("F32", [2 ** 50, 2 ** 50, 0], 0, 4) }, new Uint8Array(4)), /got 4$/],
    ["a tensor beyond the file", fileOf({ w: tensor("F32", [2], 0, 8) }, new Uint8Array(4)), /"w" reaches beyond the file: byte 8 of 4$/],
    ["a tensor of a terabyte", fileOf({ w: tensor("F32", [2 ** 38], 0, 2 ** 40) }), /reaches beyond the file: byte 1099511627776 of 0$/],
    ["overlapping tensors", fileOf({ a: tensor("F32", [1], 0, 4), b: tensor("F32", [1], 0, 4) }, new Uint8Array(4)), /"b" overlaps .* begins at 0$/],
    ["a hole", fileOf({ a: tensor("F32", [1], 4, 8) }, new Uint8Array(8)), /"a" leaves a hole after byte 0: begins at 4$/],
    ["bytes of no tensor", fileOf({ a: tensor("F32", [1], 0, 4) }, new Uint8Array(8)), /covers the bytes from 4 to 8$/],
    ["a hostile name", fileOf('{"__proto__": {"dtype":"F32","shape":[0],"data_offsets":[0,0]}}'), /"__proto__"$/],
    ["nesting without end", fileOf("[".repeat(100_000) + "]".repeat(100_000)), /more than 64 levels/],
  ])("refuses %s", (_, bytes, message) => {
    const refused = refusalOf(bytes);
    expect(refused.message).toMatch(message);
    expect(refused.message).toContain("teacher.safetensors");
    expect(refused.message.length).toBeLessThan(400);
  });
});

describe.skipIf(realFilesMissing)("safetensors of transformers", () => {
  it.each(["mobilebert_nonorm", "mobilebert_layernorm", "mobilebert_plain_head", "teacher"])(
    "writes %s back byte for byte",
    (directory) => {
      const bytes = realBytes(`${directory}/model.safetensors`);
      const tensors = readSafetensors(bytes);
      expect(tensors.size).toBeGreaterThan(10);
      expect(Buffer.compare(writeSafetensors(tensors), bytes)).toBe(0);
    },
  );
});
