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
  it("keep what is known of them, two bytes a number", () => {
    const bytes = encodeWordTarget({ ids: Int32Array.of(3, 0), probabilities: Float32Array.of(0.5, 0.25) }, 6);
    expect(bytes.byteLength).toBe(2 * (2 + 2));
    const words = decodeWordTarget(bytes, { positions: 1, words: 2, vocabulary: 6 });
    expect([...(words?.ids ?? [])]).toEqual([3, 0]);
    expect([...(words?.probabilities ?? [])]).toEqual([0.5, 0.25]);
  });

  it("sum to 1 where all words are kept", () => {
    const bytes = encodeWordTarget({ ids: Int32Array.of(1, 0, 0, 1), probabilities: Float32Array.of(0.7, 0.3, 0.9, 0.1) }, 2);
    const { probabilities = [] } = decodeWordTarget(bytes, { positions: 2, words: 2, vocabulary: 2 }) ?? {};
    const [a = 0, b = 0, c = 0, d = 0] = probabilities;
    expectClose([a, b, c, d], [0.7, 0.3, 0.9, 0.1], 2 ** -11);
    expectClose([a + b, c + d], [1, 1], 1e-7);
  });

  it("never sum to more than 1", () => {
    const bytes = encodeWordTarget({ ids: Int32Array.of(4, 2), probabilities: Float32Array.of(0.8, 0.4) }, 6);
    const { probabilities = [] } = decodeWordTarget(bytes, { positions: 1, words: 2, vocabulary: 6 }) ?? {};
    expectClose([...probabilities], [2 / 3, 1 / 3], 2 ** -11);
  });

  it("hold ids of vocabularies beyond 65536", () => {
    const bytes = encodeWordTarget({ ids: Int32Array.of(69_999), probabilities: Float32Array.of(1) }, 70_000);
    const words = decodeWordTarget(bytes, { positions: 1, words: 1, vocabulary: 70_000 });
    expect(words?.ids[0]).toBe(69_999);
    expect(decodeWordTarget(bytes, { positions: 1, words: 1, vocabulary: 60_000 })).toBeUndefined();
  });
});
