/**
 * A fully connected layer with the weight as Hugging Face stores it, and the activation that may follow.
 *
 * Notation: x [N, in], W [out, in], b [out]; z = x Wᵀ + b, y = a(z) [N, out].
 * Gradients, g = dy a'(z): dx = g W, dW = gᵀ x, db = Σ_n g[n].
 *
 * On WebGPU one dispatch forward and two back (product.ts): bias and activation end the product, a' begins the
 * gradients' products, and db is summed while dW reads g. z is kept only where a' cannot be told from y. What others
 * that read x gave for its gradient is added to dx where it is written.
 */
import { takeHomes } from "../gradient-homes.ts";
import * as tf from "../tf.ts";
import { activate, activationOf, activationShaders, type Activation } from "./activation.ts";
import { runGpuProgram } from "./gpu-program.ts";
import { withGradient } from "./gradient.ts";
import { inputGradientProduct, outputProduct, weightGradientProduct } from "./linear-products.ts";
import { hasOwn, registerGpuKernel, runOwn, runOwnAll } from "./own.ts";
import { inputOf, matrixOf, outputOf, readerOf, rowOf, writerOf, type Matrix } from "./quads.ts";
import { sumStore } from "./sum-store.ts";

/** The reference composition. */
export function linearReference(x: tf.Tensor2D, weight: tf.Tensor, bias: tf.Tensor): tf.Tensor2D {
  return tf.add(tf.matMul<tf.Tensor2D>(x, weight, false, true), bias);
}

export function linear(x: tf.Tensor2D, weight: tf.Tensor, bias: tf.Tensor, activation: Activation = "none"): tf.Tensor2D {
  if (hasOwn("Linear")) return fused(x, weight, bias, activation);
  if (activation === "none") return composed(x, weight, bias);
  return tf.tidy(() => activate(activation, composed(x, weight, bias)));
}

function composed(x: tf.Tensor2D, weight: tf.Tensor, bias: tf.Tensor): tf.Tensor2D {
  return withGradient<tf.Tensor2D>(
    [x, weight, bias],
    (save) => {
      save(x, weight);
      const y = tf.fused.matMul({ a: x, b: weight, bias, transposeB: true });
      return tf.reshape<tf.Rank.R2>(y, [y.shape[0] ?? 0, y.shape[1] ?? 0]);
    },
    (dy, saved) => {
      const [input, kernel] = saved;
      if (input === undefined || kernel === undefined) throw new Error("linear saved no tensors");
      return [tf.matMul(dy, kernel), tf.matMul(dy, input, true, false), tf.sum(dy, 0)];
    },
  );
}

function fused(x: tf.Tensor2D, weight: tf.Tensor, bias: tf.Tensor, activation: Activation): tf.Tensor2D {
  // Inside the forward function tfjs says that no gradient is wanted.
  const keepsZ = activationShaders[activation].sees === "z" && tf.engine().isTapeOn();
  return withGradient<tf.Tensor2D>(
    [x, weight, bias],
    (save) => {
      const [y, z = y] = runOwnAll("Linear", { x, weight, bias }, { activation, keepsZ });
      if (y === undefined || z === undefined) throw new Error("linear gave no output");
      save(x, weight, ...(activation === "none" ? [] : [z]));
      return y as tf.Tensor2D; // [N, out] by the kernel
    },
    (dy, [input, kernel, seen], sumSoFar) => {
      if (input === undefined || kernel === undefined) throw new Error("linear saved no tensors");
      const behind = seen === undefined ? {} : { seen };
      const addend = sumSoFar(0);
      const dx = runOwn("LinearInputGradient", { dy, weight: kernel, ...behind, ...(addend && { addend }) }, { activation });
      const homes = takeHomes({ dw: weight, db: bias });
      return [dx, ...runOwnAll("LinearParameterGradients", { dy, x: input, ...behind, ...homes }, { activation })];
    },
  );
}

/** g, read as dy times the slope at what the forward pass saw. */
function gradientReader(dy: Matrix, activation: Activation): { readonly code: string; readonly matrices: readonly Matrix[] } {
  const reader = (value: string) => `fn left(z: u32, row: u32, column: u32) -> vec4<f32> { return ${value}; }`;
  if (activation === "none") return { code: `${readerOf(dy)}\n${reader("dyAt(z, row, column)")}`, matrices: [dy] };
  const seen = { ...dy, name: "seen" };
  return {
    code: `${activationShaders[activation].code}
${readerOf(dy)}
${readerOf(seen)}
${reader("dyAt(z, row, column) * slope(seenAt(z, row, column))")}`,
    matrices: [dy, seen],
  };
}

export function registerLinear(): void {
  registerGpuKernel("Linear", (backend, input, attrs) => {
    const [x, w] = [matrixOf("x", input("x").shape), matrixOf("w", input("weight").shape)];
    const [b, y] = [rowOf("b", w.rows), matrixOf("y", [x.rows, w.rows])];
    const outputs = attrs["keepsZ"] === true ? [y, { ...y, name: "kept" }] : [y];
    return runGpuProgram(backend, {
      name: "Linear",
      inputs: [inputOf(x, input("x")), inputOf(w, input("weight")), inputOf(b, input("bias"))],
      outputs: outputs.map((matrix) => outputOf(matrix)),
      ...outputProduct(x, w, `${activationShaders[activationOf(attrs)].code}
${readerOf(b)}
${outputs.map(writerOf).join("\n")}
fn store(z: u32, row: u32, column: u32, value: vec4<f32>) {
  let sum = value + bAt(0u, 0u, column);
  ${outputs.length > 1 ? "keptSet(z, row, column, sum);" : ""}
  ySet(z, row, column, activate(sum));
}`),
    });
  });

  registerGpuKernel("LinearInputGradient", (backend, input, attrs) => {
    const [dy, w] = [matrixOf("dy", input("dy").shape), matrixOf("w", input("weight").shape)];
    const dx = matrixOf("dx", [dy.rows, w.columns]);
    const g = gradientReader(dy, activationOf(attrs));
    // What reaches x beside the layer, through NoNorm (feed-forward.ts).
    const beside = input.has("residual") ? [{ ...dx, name: "residual" }, rowOf("gamma", dx.columns)] : [];
    const sum = sumStore(input, dx, beside.length > 0 ? "value + gammaAt(0u, 0u, column) * residualAt(z, row, column)" : "value");
    return runGpuProgram(backend, {
      name: "LinearInputGradient",
      inputs: [...g.matrices.map((matrix) => inputOf(matrix, input(matrix.name))), inputOf(w, input("weight")), ...beside.map((matrix) => inputOf(matrix, input(matrix.name))), ...sum.inputs],
      outputs: [outputOf(dx)],
      ...inputGradientProduct(dx, w, [g.code, ...beside.map(readerOf), sum.code].join("\n")),
    });
  });

  registerGpuKernel("LinearParameterGradients", (backend, input, attrs) => {
    const [dy, x] = [matrixOf("dy", input("dy").shape), matrixOf("x", input("x").shape)];
    const [dw, db] = [matrixOf("dw", [dy.columns, x.columns]), rowOf("db", dy.columns)];
    const g = gradientReader(dy, activationOf(attrs));
    return runGpuProgram(backend, {
      name: "LinearParameterGradients",
      inputs: [...g.matrices.map((matrix) => inputOf(matrix, input(matrix.name))), inputOf(x, input("x"))],
      outputs: [outputOf(dw), outputOf(db, [dy.columns])].map(input.into),
      ...weightGradientProduct(dw, x, 1, `${g.code}
${writerOf(dw)}
${writerOf(db)}
fn store(z: u32, row: u32, column: u32, value: vec4<f32>) { dwSet(z, row, column, value); }
fn tally(row: u32, column: u32, value: vec4<f32>) { tallies[0] += value; }
fn storeTallies(column: u32) { dbSet(0u, 0u, column, tallies[0]); }`),
    });
  });
}
