/** The residual that may be added to a kernel's input x before all else. */
import * as tf from "../tf.ts";
import type { GpuInputs } from "./own.ts";
import { inputOf, matrixOf, readerOf } from "./quads.ts";

export const added = (x: tf.Tensor2D, residual: tf.Tensor2D | undefined): tf.Tensor2D =>
  residual === undefined ? x : tf.add<tf.Tensor2D>(x, residual);

/** Bindings of `x` and, where there is one, `residual`, and WGSL of `sumAt(row, column)`, four neighbours of their sum. */
export function addedReader(input: GpuInputs) {
  const matrices = ["x", "residual"].filter((name) => input.has(name)).map((name) => matrixOf(name, input(name).shape));
  return {
    inputs: matrices.map((matrix) => inputOf(matrix, input(matrix.name))),
    code: `${matrices.map(readerOf).join("\n")}
fn sumAt(row: u32, column: u32) -> vec4<f32> { return ${matrices.map(({ name }) => `${name}At(0u, row, column)`).join(" + ")}; }`,
  };
}
