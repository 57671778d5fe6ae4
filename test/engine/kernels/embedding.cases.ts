import { embedding, embeddingReference } from "../../../src/engine/kernels/embedding.ts";
import { integers, numbers, type KernelCase } from "../../suites/kernel-case.ts";

const subject = (title: string, rows: number, width: number, ids: number, below = rows): KernelCase => ({
  title,
  inputs: [numbers([rows, width]), integers([ids], below)],
  operation: embedding,
  reference: embeddingReference,
});

export const cases: readonly KernelCase[] = [
  subject("rows, some of them twice", 6, 140, 9),
  subject("more ids than there are marks", 3, 1, 65600),
  // The table's last rows are not asked for: their gradient must be written all the same.
  { ...subject("a large vocabulary", 30522, 4, 40, 30000), smooth: false },
];
