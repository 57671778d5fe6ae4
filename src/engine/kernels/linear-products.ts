/**
 * The three products of a fully connected layer, z = x Wᵀ with x [N, in], W [out, in], z [N, out], for its kernels on
 * WebGPU: what surrounds them differs from layer to layer. Hooks and their arguments: product.ts.
 */
import { productProgram } from "./product.ts";
import { readerOf, type Matrix } from "./quads.ts";

/** x Wᵀ. @param code of `store` */
export const outputProduct = (x: Matrix, w: Matrix, code: string) =>
  productProgram({
    rows: x.rows,
    columns: w.rows,
    inner: x.columns,
    leftInner: "last",
    rightInner: "last",
    code: `${readerOf(x)}
${readerOf(w)}
fn left(z: u32, row: u32, column: u32) -> vec4<f32> { return ${x.name}At(z, row, column); }
fn right(z: u32, row: u32, column: u32) -> vec4<f32> { return ${w.name}At(z, row, column); }
${code}`,
  });

/** g W into dx. @param code of `left`, which gives g, and of `store` @param passed whether `tally` gets all of g */
export const inputGradientProduct = (dx: Matrix, w: Matrix, code: string, passed = false) =>
  productProgram({
    rows: dx.rows,
    columns: dx.columns,
    inner: w.rows,
    leftInner: "last",
    rightInner: "first",
    ...(passed && { tallies: 0 }),
    code: `${readerOf(w)}
fn right(z: u32, row: u32, column: u32) -> vec4<f32> { return ${w.name}At(z, row, column); }
${code}`,
  });

/** gᵀ x into dW. @param code of `left`, which gives g, of `store`, and of the `tallies` over g's rows */
export const weightGradientProduct = (dw: Matrix, x: Matrix, tallies: number, code: string) =>
  productProgram({
    rows: dw.rows,
    columns: dw.columns,
    inner: x.rows,
    leftInner: "first",
    rightInner: "first",
    tallies,
    code: `${readerOf(x)}
fn right(z: u32, row: u32, column: u32) -> vec4<f32> { return ${x.name}At(z, row, column); }
${code}`,
  });
