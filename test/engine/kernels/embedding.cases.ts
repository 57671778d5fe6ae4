import { embedding, embeddingReference } from "../../../src/engine/kernels/embedding.ts";
import { integers, numbers, type KernelCase } from "../../suites/kernel-case.ts";

export const cases: readonly KernelCase[] = [
  { title: "rows, some of them twice", inputs: [numbers([5, 3]), integers([7], 5)], operation: embedding, reference: embeddingReference },
];
