import { describe, expect, it } from "vitest";
import { productProgram, type Product } from "../../../src/engine/kernels/product.ts";

const lengths = [1, 8, 9, 16, 32, 64, 100, 512, 4096];
const places = ["last", "first"] as const;
const shapes: readonly Product[] = lengths.flatMap((rows) =>
  lengths.flatMap((columns) =>
    [8, 64, 512].flatMap((inner) =>
      places.flatMap((leftInner) => places.map((rightInner): Product => ({ rows, columns, inner, leftInner, rightInner, code: "", batches: rows < 64 ? 64 : 1, tallies: 2 }))),
    ),
  ),
);

const found = (code: string, pattern: RegExp): number => Number(pattern.exec(code)?.[1]);

describe("productProgram", () => {
  it("has no more workgroup memory than WebGPU's least limit, with what is prepared", () => {
    for (const shape of shapes) {
      const prepared = 72;
      const { code } = productProgram({ ...shape, prepared });
      const bytes = 16 * found(code, /tiles: array<vec4<f32>, (\d+)>/) + prepared * found(code, /const tile = (\d+)u/);
      expect(bytes, JSON.stringify(shape)).toBeLessThanOrEqual(16384);
    }
  });

  it("has between 64 and 256 threads, except for the smallest matrices", () => {
    for (const shape of shapes) {
      const { code } = productProgram(shape);
      const threads = found(code, /workgroup_size\((\d+),/) * found(code, /workgroup_size\(\d+, (\d+)\)/);
      expect(threads, JSON.stringify(shape)).toBeLessThanOrEqual(256);
      if (shape.rows > 16 && shape.columns >= 8) expect(threads, JSON.stringify(shape)).toBeGreaterThanOrEqual(64);
    }
  });

  it("covers all of C", () => {
    for (const shape of shapes) {
      const { code, workgroups } = productProgram(shape);
      const tileRows = found(code, /const tile = (\d+)u/);
      expect(workgroups[1] * tileRows, JSON.stringify(shape)).toBeGreaterThanOrEqual(shape.rows);
      const tileColumns = found(code, /group\.x \* (\d+)u/);
      expect(workgroups[0] * tileColumns, JSON.stringify(shape)).toBeGreaterThanOrEqual(shape.columns);
    }
  });
});
