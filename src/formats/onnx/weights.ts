/**
 * A network's parameters in an ONNX graph, and the three ways to hold its matrices.
 *
 * Notation: W [out, in] as Hugging Face stores it, x [N, in] rows, y = x Wᵀ + b [N, out].
 *
 *   float32   as they are
 *   float16   half the bytes; a runtime turns them back into float32 when it loads them, and computes as before
 *   int8      a quarter: row r of a matrix is q_r s_r, q_r whole numbers from −127 to 127 kept as q_r + 128 in a byte, and
 *             s_r = max |W_r| / 127. The rows of x are rounded as they come (ONNX's "dynamic" quantisation), so products
 *             are of whole numbers. Bytes without sign on both sides, because processors without VNNI overflow when one
 *             side has a sign.
 * Vectors (biases, norms), positions and token types are a few per cent of a student and stay float32.
 */
import { encodeFloat16 } from "../../base/float16.ts";
import type { NamedTensor, NamedTensors } from "../../base/tensors.ts";
import type { GraphBuilder, Value } from "./graph.ts";
import type { Precision } from "./precision.ts";
import { quantisedRows, transposed, zeroByte, type QuantisedRows } from "./quantise.ts";

export interface Weights {
  /** A parameter in full, as float32. */
  whole(name: string): Value;
  /** Rows of a table. @param ids of any shape @returns that shape and one more axis */
  rowsOf(table: string, ids: Value): Value;
  /** x Wᵀ, and b where there is one. @returns [N, out] */
  product(x: Value, matrix: string, bias?: string): Value;
  /** x D for a matrix that is stored as [in, out]. @returns [N, out] */
  productAsStored(x: Value, matrix: string): Value;
}

export function createWeights(graph: GraphBuilder, tensors: NamedTensors, precision: Precision): Weights {
  const tensorOf = (name: string): NamedTensor => {
    const tensor = tensors.get(name);
    if (tensor === undefined) throw new Error(`the student lacks its parameter "${name}"`);
    return tensor;
  };
  const whole = (name: string): Value => {
    const { shape, data } = tensorOf(name);
    return graph.store(name, "float32", shape, () => data);
  };
  const exact = (matrixOf: (name: string) => Value): Weights => ({
    whole,
    rowsOf: (table, ids) => graph.apply("Gather", [matrixOf(table), ids]),
    product: (x, matrix, bias) =>
      graph.apply("Gemm", [x, matrixOf(matrix), ...(bias === undefined ? [] : [whole(bias)])], { transB: 1 }),
    productAsStored: (x, matrix) => graph.apply("MatMul", [x, matrixOf(matrix)]),
  });

  if (precision === "float32") return exact(whole);
  if (precision === "float16") return exact(halved(graph, tensorOf));
  return { ...quantised(graph, tensorOf, whole), whole };
}

function halved(graph: GraphBuilder, tensorOf: (name: string) => NamedTensor): (name: string) => Value {
  const cast = new Map<string, Value>();
  return (name) => {
    const { shape, data } = tensorOf(name);
    const value = cast.get(name) ?? graph.apply("Cast", [graph.store(name, "float16", shape, () => encodeFloat16(data))], { to: 1 });
    cast.set(name, value);
    return value;
  };
}

function quantised(
  graph: GraphBuilder,
  tensorOf: (name: string) => NamedTensor,
  whole: (name: string) => Value,
): Omit<Weights, "whole"> {
  const made = new Map<string, QuantisedRows>();
  const rounded = new Map<Value, readonly Value[]>();
  /** q [rows, columns] and s [rows, 1]; each matrix is rounded once. */
  const rowsQuantised = (name: string, matrix: () => NamedTensor) => {
    const quantised = made.get(name) ?? quantisedRows(matrix());
    made.set(name, quantised);
    const [rows = 0, columns = 0] = quantised.shape;
    return {
      bytes: graph.store(`${name}_quantized`, "uint8", [rows, columns], () => quantised.bytes),
      scales: graph.store(`${name}_scale`, "float32", [rows, 1], () => quantised.scales),
    };
  };
  const zero = () => graph.store("zero_byte", "uint8", [], () => Uint8Array.of(zeroByte));
  /** The rows of x rounded to bytes, its scale and its zero; shared by all products of the same x. */
  const roundedRows = (x: Value) => {
    const values = rounded.get(x) ?? graph.applyAll("DynamicQuantizeLinear", [x], 3);
    rounded.set(x, values);
    const [bytes = "", scale = "", zeroPoint = ""] = values;
    return { bytes, scale, zeroPoint };
  };
  const product = (x: Value, name: string, matrix: () => NamedTensor, bias?: string) => {
    const row = roundedRows(x);
    const { bytes, scales } = rowsQuantised(name, matrix);
    const columns = graph.apply("Transpose", [bytes], { perm: [1, 0] }); // [in, out], once, when the network is loaded
    const whole32 = graph.apply("MatMulInteger", [row.bytes, columns, row.zeroPoint, zero()]); // [N, out]
    const scale = graph.apply("Mul", [row.scale, graph.apply("Reshape", [scales, graph.integers([-1])])]); // [out]
    const y = graph.apply("Mul", [graph.apply("Cast", [whole32], { to: 1 }), scale]);
    return bias === undefined ? y : graph.apply("Add", [y, whole(bias)]);
  };
  return {
    rowsOf(table, ids) {
      const { bytes, scales } = rowsQuantised(table, () => tensorOf(table));
      const rows = graph.apply("Cast", [graph.apply("Gather", [bytes, ids])], { to: 1 });
      return graph.apply("Mul", [graph.apply("Sub", [rows, graph.float(zeroByte)]), graph.apply("Gather", [scales, ids])]);
    },
    product: (x, matrix, bias) => product(x, matrix, () => tensorOf(matrix), bias),
    productAsStored: (x, matrix) => product(x, matrix, () => transposed(tensorOf(matrix))),
  };
}
