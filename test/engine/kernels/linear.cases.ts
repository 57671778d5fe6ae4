import { linear, linearReference } from "../../../src/engine/kernels/linear.ts";
import { numbers, type KernelCase } from "../../suites/kernel-case.ts";

const shaped = (title: string, rows: number, width: number, out: number): KernelCase => ({
  title,
  inputs: [numbers([rows, width]), numbers([out, width]), numbers([out])],
  operation: linear,
  reference: linearReference,
});

export const cases: readonly KernelCase[] = [shaped("narrowing", 5, 9, 3), shaped("widening", 5, 3, 9)];
