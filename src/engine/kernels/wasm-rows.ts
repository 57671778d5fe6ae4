/**
 * Two kernels over the rows of a matrix for the wasm backend, in place of tfjs's own where these are slow (measured on
 * one core, 768 rows): `GatherV2` of whole rows, 128 wide, 6.4 ms against 0.1 ms as copies; `Sum` over rows, 512 wide,
 * 1.4 ms against 0.6 ms, since tfjs transposes first. A training step gathers for embeddings and sums for every bias.
 *
 * Notation: x [R, …] rows of width w;  gather y[n] = x[i[n]];  sum y = Σ_r x[r], in the rows' order.
 */
import { sizeOf } from "../../base/tensors.ts";
import { registerHeapKernel, type HeapKernel } from "./heap.ts";

const gatherRows: HeapKernel = (input, heap, attrs) => {
  const x = input("x");
  const indices = input("indices");
  if (attrs["axis"] !== 0 || (attrs["batchDims"] ?? 0) !== 0 || x.dtype !== "float32" || indices.dtype !== "int32") return undefined;
  const width = sizeOf(x.shape.slice(1));
  const y = heap.make([...indices.shape, ...x.shape.slice(1)], "float32");
  const rows = heap.floats(x);
  const gathered = heap.floats(y);
  heap.integers(indices).forEach((index, n) => {
    if (index < 0 || index >= (x.shape[0] ?? 0)) throw new RangeError(`there is no row ${index} among ${x.shape[0]}`);
    gathered.set(rows.subarray(index * width, (index + 1) * width), n * width);
  });
  return y;
};

const sumRows: HeapKernel = (input, heap, attrs) => {
  const x = input("x");
  const axes = [attrs["axis"]].flat();
  if (axes.length !== 1 || axes[0] !== 0 || x.shape.length !== 2 || x.dtype !== "float32") return undefined;
  const [count = 0, width = 0] = x.shape;
  const y = heap.make(attrs["keepDims"] === true ? [1, width] : [width], "float32");
  const rows = heap.floats(x);
  const sums = new Float64Array(width);
  // Four rows at once: the sums are loaded and stored a quarter as often, which halves the time.
  let from = 0;
  for (let r = 0; r + 4 <= count; r += 4, from += 4 * width) {
    for (let c = 0; c < width; c++) {
      const i = from + c; // this and three rows on lie within x
      const four = (rows[i] as number) + (rows[i + width] as number) + (rows[i + 2 * width] as number) + (rows[i + 3 * width] as number);
      sums[c] = (sums[c] as number) + four;
    }
  }
  for (; from < count * width; from += width) {
    for (let c = 0; c < width; c++) sums[c] = (sums[c] as number) + (rows[from + c] as number);
  }
  heap.floats(y).set(sums);
  return y;
};

/** Needs tfjs's wasm kernels registered. */
export function registerWasmRows(): void {
  registerHeapKernel("GatherV2", "wasm", gatherRows);
  registerHeapKernel("Sum", "wasm", sumRows);
}
