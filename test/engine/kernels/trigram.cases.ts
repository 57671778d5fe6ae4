import { trigrams, trigramsReference } from "../../../src/engine/kernels/trigram.ts";
import { numbers, type KernelCase } from "../../suites/kernel-case.ts";

export const cases: readonly KernelCase[] = [
  { title: "of two sequences", inputs: [numbers([2, 4, 3])], operation: trigrams, reference: trigramsReference },
];
