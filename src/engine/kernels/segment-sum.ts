/**
 * `UnsortedSegmentSum`: the gradient of `gather`, so of every embedding table. tfjs's wasm backend lacks it; its cpu
 * backend passes over all rows once a segment.
 *
 * Notation: x [N, …] rows of width w, s [N] segment ids, y [numSegments, …];  y[k] = Σ_{n: s[n] = k} x[n].
 * Rows are added in their order, so equal inputs give equal bits. Ids outside [0, numSegments) are left out.
 */
import { sizeOf } from "../../base/tensors.ts";
import { registerHeapKernel, type HeapKernel, type HostBackend } from "./heap.ts";

const segmentSum: HeapKernel = (input, heap, attrs) => {
  const x = input("x");
  const segmentIds = input("segmentIds");
  const numSegments = Number(attrs["numSegments"]);
  const shape = [numSegments, ...x.shape.slice(segmentIds.shape.length)];
  const width = sizeOf(shape.slice(1));

  const y = heap.make(shape, "float32");
  const sums = heap.floats(y).fill(0);
  const rows = heap.floats(x);
  const ids = heap.integers(segmentIds);
  for (let n = 0, from = 0; n < ids.length; n++, from += width) {
    const segment = ids[n] as number; // n is below the length
    if (segment < 0 || segment >= numSegments) continue;
    const to = segment * width;
    for (let i = 0; i < width; i++) (sums[to + i] as number) += rows[from + i] as number;
  }
  return y;
};

export function registerSegmentSum(backendName: HostBackend): void {
  registerHeapKernel("UnsortedSegmentSum", backendName, segmentSum);
}
