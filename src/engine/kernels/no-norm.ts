/**
 * NoNorm of the MobileBERT template (arXiv 2004.02984, section 3.4), with the residual that is added before it.
 *
 * Notation: x, r, y [N, C]; γ, β [C].  y = γ (x + r) + β.
 * Gradients: dx = dr = γ dy, dγ = Σ_n dy (x + r), dβ = Σ_n dy.
 *
 * WebGPU: an invocation four numbers forward; back a pass over columns (gpu-columns.ts) that writes dx on its way.
 * After a linear layer it costs no pass of its own: linear-no-norm.ts.
 */
import { takeHomes } from "../gradient-homes.ts";
import * as tf from "../tf.ts";
import { columnSums } from "./gpu-columns.ts";
import { runGpuProgram } from "./gpu-program.ts";
import { withGradient } from "./gradient.ts";
import { hasOwn, registerGpuKernel, runOwn, runOwnAll } from "./own.ts";
import { eachQuad, inputOf, matrixOf, outputOf, readerOf, rowOf, writerOf } from "./quads.ts";
import { added, addedReader } from "./residual.ts";

/** The reference composition. */
export function noNormReference(x: tf.Tensor2D, gamma: tf.Tensor, beta: tf.Tensor, residual?: tf.Tensor2D | undefined): tf.Tensor2D {
  return tf.add(tf.mul(added(x, residual), gamma), beta);
}

export function noNorm(x: tf.Tensor2D, gamma: tf.Tensor, beta: tf.Tensor, residual?: tf.Tensor2D | undefined): tf.Tensor2D {
  return hasOwn("NoNorm") ? fused(x, gamma, beta, residual) : tf.tidy(() => composed(added(x, residual), gamma, beta));
}

function composed(x: tf.Tensor2D, gamma: tf.Tensor, beta: tf.Tensor): tf.Tensor2D {
  return withGradient<tf.Tensor2D>(
    [x, gamma, beta],
    (save) => {
      save(x, gamma);
      return noNormReference(x, gamma, beta);
    },
    (dy, saved) => {
      const [input, weight] = saved;
      if (input === undefined || weight === undefined) throw new Error("noNorm saved no tensors");
      return [tf.mul(dy, weight), tf.sum(tf.mul(dy, input), 0), tf.sum(dy, 0)];
    },
  );
}

function fused(x: tf.Tensor2D, gamma: tf.Tensor, beta: tf.Tensor, residual: tf.Tensor2D | undefined): tf.Tensor2D {
  const more = residual === undefined ? [] : [residual];
  return withGradient<tf.Tensor2D>(
    [x, gamma, beta, ...more],
    (save) => {
      save(x, gamma, ...more);
      return runOwn("NoNorm", { x, gamma, beta, ...(residual && { residual }) }) as tf.Tensor2D; // [N, C] by the kernel
    },
    (dy, [input, weight, other]) => {
      if (input === undefined || weight === undefined) throw new Error("noNorm saved no tensors");
      const [dx, dgamma, dbeta] = runOwnAll("NoNormGradient", {
        dy,
        x: input,
        gamma: weight,
        ...(other && { residual: other }),
        ...takeHomes({ dgamma: gamma, dbeta: beta }),
      });
      if (dx === undefined || dgamma === undefined || dbeta === undefined) throw new Error("noNorm gave no gradients");
      // tfjs frees a gradient once it has been added to another: each input needs its own.
      return [dx, dgamma, dbeta, ...(other === undefined ? [] : [dx.clone()])];
    },
  );
}

export function registerNoNorm(): void {
  registerGpuKernel("NoNorm", (backend, input) => {
    const y = matrixOf("y", input("x").shape);
    const [gamma, beta] = [rowOf("gamma", y.columns), rowOf("beta", y.columns)];
    const sum = addedReader(input);
    return runGpuProgram(backend, {
      name: "NoNorm",
      inputs: [...sum.inputs, inputOf(gamma, input("gamma")), inputOf(beta, input("beta"))],
      outputs: [outputOf(y)],
      ...eachQuad(
        y,
        [sum.code, readerOf(gamma), readerOf(beta), writerOf(y)].join("\n"),
        "ySet(0u, row, column, gammaAt(0u, 0u, column) * sumAt(row, column) + betaAt(0u, 0u, column));",
      ),
    });
  });

  registerGpuKernel("NoNormGradient", (backend, input) => {
    const dy = matrixOf("dy", input("dy").shape);
    const gamma = rowOf("gamma", dy.columns);
    const dx = { ...dy, name: "dx" };
    const [dgamma, dbeta] = [rowOf("dgamma", dy.columns), rowOf("dbeta", dy.columns)];
    const sum = addedReader(input);
    return runGpuProgram(backend, {
      name: "NoNormGradient",
      inputs: [inputOf(dy, input("dy")), inputOf(gamma, input("gamma")), ...sum.inputs],
      outputs: [outputOf(dx), outputOf(dgamma, [dy.columns]), outputOf(dbeta, [dy.columns])].map(input.into),
      ...columnSums({
        rows: dy.rows,
        columns: dy.columns,
        sums: 2,
        code: `${[sum.code, readerOf(dy), readerOf(gamma), writerOf(dx), writerOf(dgamma), writerOf(dbeta)].join("\n")}
fn add(row: u32, column: u32) {
  let gradient = dyAt(0u, row, column);
  dxSet(0u, row, column, gammaAt(0u, 0u, column) * gradient);
  sums[0] += gradient * sumAt(row, column);
  sums[1] += gradient;
}
fn store(column: u32) {
  dgammaSet(0u, 0u, column, sums[0]);
  dbetaSet(0u, 0u, column, sums[1]);
}`,
      }),
    });
  });
}
