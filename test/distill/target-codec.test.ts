import { describe, expect, it } from "vitest";
import { decodeLayerTarget, decodeWordTarget, encodeLayerTarget, encodeWordTarget } from "../../src/distill/target-codec.ts";
import { expectClose } from "./tensors.ts";

describe("layer targets", () => {
  const size = { features: 3, attention: 4, row: 2 };
  const attention = Float32Array.of(0.3, 0.7, 1, 0);

  it("take two bytes a number and come back to eleven bits", () => {
    const bytes = encodeLayerTarget({ features: Float32Array.of(1, -0.1, 1000.3), attention });
    expect(bytes.byteLength).toBe(4 + 2 * 7);
    const target = decodeLayerTarget(bytes, size);
    expectClose([...(target?.features ?? [])], [1, -0.1, 1000.3], 2 ** -11);
    expectClose([...(target?.attention ?? [])], [0.3, 0.7, 1, 0], 2 ** -11);
  });

  it("keep features of a teacher without norms", () => {
    const target = decodeLayerTarget(encodeLayerTarget({ features: Float32Array.of(3e6, -5, 0), attention }), size);
    expectClose([...(target?.features ?? [])], [3e6, -5, 0], 2 ** -11);
  });

  it("have rows that sum to one", () => {
    const target = decodeLayerTarget(encodeLayerTarget({ features: new Float32Array(3), attention }), size);
    expectClose([(target?.attention[0] ?? 0) + (target?.attention[1] ?? 0)], [1], 1e-7);
  });

  it("are not read from bytes of another size", () => {
    expect(decodeLayerTarget(new ArrayBuffer(10), size)).toBeUndefined();
  });
});

describe("word targets", () => {
  it("spread what the kept words leave over the others", () => {
    const bytes = encodeWordTarget({ ids: Int32Array.of(3, 0), probabilities: Float32Array.of(0.5, 0.25) }, 6);
    expect(bytes.byteLength).toBe(2 * (2 + 2));
    const dense = decodeWordTarget(bytes, { positions: 1, words: 2, vocabulary: 6 });
    expectClose([...(dense ?? [])], [0.25, 0.0625, 0.0625, 0.5, 0.0625, 0.0625], 1e-7);
  });

  it("need no rest where all words are kept", () => {
    const bytes = encodeWordTarget({ ids: Int32Array.of(1, 0, 0, 1), probabilities: Float32Array.of(0.7, 0.3, 0.9, 0.1) }, 2);
    const dense = [...(decodeWordTarget(bytes, { positions: 2, words: 2, vocabulary: 2 }) ?? [])];
    expectClose(dense, [0.3, 0.7, 0.9, 0.1], 2 ** -11);
    expectClose([(dense[0] ?? 0) + (dense[1] ?? 0), (dense[2] ?? 0) + (dense[3] ?? 0)], [1, 1], 1e-7);
  });

  it("hold ids of vocabularies beyond 65536", () => {
    const bytes = encodeWordTarget({ ids: Int32Array.of(69_999), probabilities: Float32Array.of(1) }, 70_000);
    const dense = decodeWordTarget(bytes, { positions: 1, words: 1, vocabulary: 70_000 });
    expect(dense?.[69_999]).toBe(1);
    expect(decodeWordTarget(bytes, { positions: 1, words: 1, vocabulary: 60_000 })).toBeUndefined();
  });
});
