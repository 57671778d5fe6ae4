import { describe, expect, it } from "vitest";
import { checksum } from "../../src/base/checksum.ts";

const text = (words: string) => new TextEncoder().encode(words);

describe("the checksum", () => {
  it.each([
    { words: "", seed: 0, expected: 0 },
    { words: "", seed: 1, expected: 0x514e28b7 },
    { words: "test", seed: 0, expected: 0xba6bd213 },
    { words: "Hello, world!", seed: 0, expected: 0xc0363e43 },
    { words: "The quick brown fox jumps over the lazy dog", seed: 0, expected: 0x2e4ff723 },
  ])('is MurmurHash3 of "$words" with seed $seed', ({ words, seed, expected }) => {
    expect(checksum(text(words), seed)).toBe(expected);
  });

  it("is of the bytes alone, wherever they lie", () => {
    const bytes = text("The quick brown fox");
    const apart = new Uint8Array(bytes.length + 1);
    apart.set(bytes, 1);
    expect(checksum(apart.subarray(1))).toBe(checksum(bytes));
  });

  it("changes with every single bit", () => {
    const bytes = text("eleven chrs");
    const sums = new Set([checksum(bytes)]);
    for (let bit = 0; bit < 8 * bytes.length; bit++) {
      const changed = bytes.slice();
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      sums.add(checksum(changed));
    }
    expect(sums.size).toBe(8 * bytes.length + 1);
  });
});
