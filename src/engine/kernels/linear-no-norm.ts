/**
 * A fully connected layer, what is added to it, and NoNorm (no-norm.ts): the commonest three of the MobileBERT template.
 *
 * Notation: x [N, in], W [out, in], b, γ, β [out]; r, h, y [N, out].  h = x Wᵀ + b + r, y = γ h + β.
 * Gradients, g = γ dy: dx = g W, dr = g, dW = gᵀ x, db = Σ_n g, dγ = Σ_n dy h, dβ = Σ_n dy.
 *
 * On WebGPU NoNorm is the end of the product and the beginning of its gradients (product.ts): one dispatch forward and
 * two back, and neither the layer's output nor g goes through memory for its own sake. dr is written while g is read
 * for dx; dγ, dβ and db are summed while it is read for dW. What others that read x gave for its gradient is added to
 * dx where it is written.
 */
import { takeHomes } from "../gradient-homes.ts";
import * as tf from "../tf.ts";
import { activationOf, activationShaders } from "./activation.ts";
import { runGpuProgram } from "./gpu-program.ts";
import { withGradient } from "./gradient.ts";
import { inputGradientProduct, outputProduct, weightGradientProduct } from "./linear-products.ts";
import { linear, linearReference } from "./linear.ts";
import { noNorm, noNormReference } from "./no-norm.ts";
import { hasOwn, registerGpuKernel, runOwnAll } from "./own.ts";
import { inputOf, matrixOf, outputOf, readerOf, rowOf, writerOf } from "./quads.ts";
import { sumStore } from "./sum-store.ts";

/** By the names of the notation. */
export interface NormedLayer {
  readonly weight: tf.Tensor;
  readonly bias: tf.Tensor;
  readonly gamma: tf.Tensor;
  readonly beta: tf.Tensor;
}

/** The reference composition. */
export function linearNoNormReference(x: tf.Tensor2D, { weight, bias, gamma, beta }: NormedLayer, residual?: tf.Tensor2D | undefined): tf.Tensor2D {
  return noNormReference(linearReference(x, weight, bias), gamma, beta, residual);
}

export function linearNoNorm(x: tf.Tensor2D, layer: NormedLayer, residual?: tf.Tensor2D | undefined): tf.Tensor2D {
  if (hasOwn("LinearNoNorm")) return fused(x, layer, residual);
  return tf.tidy(() => noNorm(linear(x, layer.weight, layer.bias), layer.gamma, layer.beta, residual));
}

function fused(x: tf.Tensor2D, { weight, bias, gamma, beta }: NormedLayer, residual: tf.Tensor2D | undefined): tf.Tensor2D {
  // Inside the forward function tfjs says that no gradient is wanted.
  const keepsH = tf.engine().isTapeOn();
  return withGradient<tf.Tensor2D>(
    [x, weight, bias, gamma, beta, ...(residual ? [residual] : [])],
    (save) => {
      const [y, h] = runOwnAll("LinearNoNorm", { x, weight, bias, gamma, beta, ...(residual && { residual }) }, { keepsH });
      if (y === undefined) throw new Error("linearNoNorm gave no output");
      if (h !== undefined) save(x, weight, gamma, h);
      return y as tf.Tensor2D; // [N, out] by the kernel
    },
    (dy, [input, kernel, factors, h], sumSoFar) => {
      if (input === undefined || kernel === undefined || factors === undefined || h === undefined) throw new Error("linearNoNorm saved no tensors");
      const addend = sumSoFar(0);
      const seen = { dy, weight: kernel, gamma: factors, ...(addend && { addend }) };
      const [dx, ...added] = runOwnAll("LinearNoNormInputGradients", seen, { added: residual !== undefined });
      if (dx === undefined) throw new Error("linearNoNorm gave no gradient");
      const homes = takeHomes({ dw: weight, db: bias, dgamma: gamma, dbeta: beta });
      return [dx, ...runOwnAll("LinearNoNormParameterGradients", { dy, x: input, h, gamma: factors, ...homes }), ...added];
    },
  );
}

export function registerLinearNoNorm(): void {
  registerGpuKernel("LinearNoNorm", (backend, input, attrs) => {
    const [x, w] = [matrixOf("x", input("x").shape), matrixOf("w", input("weight").shape)];
    const [b, gamma, beta] = [rowOf("b", w.rows), rowOf("gamma", w.rows), rowOf("beta", w.rows)];
    const y = matrixOf("y", [x.rows, w.rows]);
    const outputs = attrs["keepsH"] === true ? [y, { ...y, name: "h" }] : [y];
    const added = input.has("residual") ? [{ ...y, name: "residual" }] : [];
    return runGpuProgram(backend, {
      name: "LinearNoNorm",
      inputs: [
        inputOf(x, input("x")),
        inputOf(w, input("weight")),
        inputOf(b, input("bias")),
        inputOf(gamma, input("gamma")),
        inputOf(beta, input("beta")),
        ...added.map((matrix) => inputOf(matrix, input(matrix.name))),
      ],
      outputs: outputs.map((matrix) => outputOf(matrix)),
      ...outputProduct(x, w, `${[b, gamma, beta, ...added].map(readerOf).join("\n")}
${outputs.map(writerOf).join("\n")}
fn store(z: u32, row: u32, column: u32, value: vec4<f32>) {
  let sum = value + bAt(0u, 0u, column)${added.length > 0 ? " + residualAt(z, row, column)" : ""};
  ${outputs.length > 1 ? "hSet(z, row, column, sum);" : ""}
  ySet(z, row, column, gammaAt(0u, 0u, column) * sum + betaAt(0u, 0u, column));
}`),
    });
  });

  registerGpuKernel("LinearNoNormInputGradients", (backend, input, attrs) => {
    const [dy, w] = [matrixOf("dy", input("dy").shape), matrixOf("w", input("weight").shape)];
    const gamma = rowOf("gamma", dy.columns);
    const dx = matrixOf("dx", [dy.rows, w.columns]);
    const added = attrs["added"] === true ? [{ ...dy, name: "dr" }] : [];
    // Where x is an activation's result: on to the gradient of what it was applied to.
    const seen = input.has("seen") ? [{ ...dx, name: "seen" }] : [];
    const sum = sumStore(input, dx, seen.length > 0 ? "value * slope(seenAt(z, row, column))" : "value");
    const pass = `fn tally(row: u32, column: u32, g: vec4<f32>) {
  if (row < ${dy.rows}u && column < ${dy.columns}u) { drSet(0u, row, column, g); }
}`;
    return runGpuProgram(backend, {
      name: "LinearNoNormInputGradients",
      inputs: [inputOf(dy, input("dy")), inputOf(w, input("weight")), inputOf(gamma, input("gamma")), ...seen.map((matrix) => inputOf(matrix, input("seen"))), ...sum.inputs],
      outputs: [dx, ...added].map((matrix) => outputOf(matrix)),
      ...inputGradientProduct(dx, w, `${[dy, gamma].map(readerOf).join("\n")}
fn left(z: u32, row: u32, column: u32) -> vec4<f32> { return gammaAt(0u, 0u, column) * dyAt(z, row, column); }
${added.map(writerOf).join("\n")}
${added.length > 0 ? pass : ""}
${seen.map((matrix) => `${activationShaders[activationOf(attrs)].code}\n${readerOf(matrix)}`).join("")}
${sum.code}`, added.length > 0),
    });
  });

  registerGpuKernel("LinearNoNormParameterGradients", (backend, input) => {
    const [dy, x] = [matrixOf("dy", input("dy").shape), matrixOf("x", input("x").shape)];
    const [h, gamma] = [{ ...dy, name: "h" }, rowOf("gamma", dy.columns)];
    const dw = matrixOf("dw", [dy.columns, x.columns]);
    const [db, dgamma, dbeta] = [rowOf("db", dy.columns), rowOf("dgamma", dy.columns), rowOf("dbeta", dy.columns)];
    return runGpuProgram(backend, {
      name: "LinearNoNormParameterGradients",
      inputs: [inputOf(dy, input("dy")), inputOf(x, input("x")), inputOf(h, input("h")), inputOf(gamma, input("gamma"))],
      outputs: [outputOf(dw), ...[db, dgamma, dbeta].map((matrix) => outputOf(matrix, [dy.columns]))].map(input.into),
      // γ belongs to a row of dW: it is multiplied in once, at the end.
      ...weightGradientProduct(dw, x, 2, `${[dy, h, gamma].map(readerOf).join("\n")}
${[dw, db, dgamma, dbeta].map(writerOf).join("\n")}
fn left(z: u32, row: u32, column: u32) -> vec4<f32> { return dyAt(z, row, column); }
fn store(z: u32, row: u32, column: u32, value: vec4<f32>) {
  dwSet(z, row, column, gammaAt(0u, 0u, row - row % 4u)[row % 4u] * value);
}
fn tally(row: u32, column: u32, gradient: vec4<f32>) {
  tallies[0] += gradient * hAt(0u, row, column);
  tallies[1] += gradient;
}
fn storeTallies(column: u32) {
  dgammaSet(0u, 0u, column, tallies[0]);
  dbetaSet(0u, 0u, column, tallies[1]);
  dbSet(0u, 0u, column, gammaAt(0u, 0u, column) * tallies[1]);
}`),
    });
  });
}
