import type { GpuInputs } from "./own.ts";
import { inputOf, readerOf, writerOf, type Matrix } from "./quads.ts";

/**
 * The end of a product (product.ts) that is a gradient: what other operations gave for it, the kernel's input `addend`
 * where it is given, is added before it is written.
 * @param value WGSL of the kernel's own summand, by the product's `value` and where it belongs, `z`, `row`, `column`
 * @returns bindings, and WGSL of `store`
 */
export function sumStore(input: GpuInputs, output: Matrix, value = "value") {
  const addends = input.has("addend") ? [{ ...output, name: "addend" }] : [];
  return {
    inputs: addends.map((addend) => inputOf(addend, input("addend"))),
    code: `${[...addends.map(readerOf), writerOf(output)].join("\n")}
fn store(z: u32, row: u32, column: u32, value: vec4<f32>) {
  ${output.name}Set(z, row, column, ${[value, ...addends.map(() => "addendAt(z, row, column)")].join(" + ")});
}`,
  };
}
