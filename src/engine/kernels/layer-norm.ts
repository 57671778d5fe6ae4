/**
 * LayerNorm (arXiv 1607.06450), with the residual that is added before it.
 *
 * Notation: x, r, y [N, C], z = x + r; γ, β [C]; μ, σ² mean and variance of a row of z; ẑ = (z − μ) / √(σ² + ε).
 *   y = γ ẑ + β
 * Gradients, g = γ dy: dx = dr = (g − mean_c g − ẑ mean_c(g ẑ)) / √(σ² + ε), dγ = Σ_n dy ẑ, dβ = Σ_n dy.
 *
 * WebGPU: a workgroup a row, four neighbouring channels an invocation. The row is passed over three times, the second and
 * third from the cache, since sums of centred numbers keep the digits that a single pass would cancel. Back, a pass over
 * rows gives dx and one over columns (gpu-columns.ts) dγ and dβ; both take μ and 1 / √(σ² + ε) from forward.
 */
import { takeHomes } from "../gradient-homes.ts";
import * as tf from "../tf.ts";
import { columnSums } from "./gpu-columns.ts";
import { runGpuProgram } from "./gpu-program.ts";
import { float, rowStart, sumOfWorkgroup, widthForRow, workgroupsForRows } from "./gpu-rows.ts";
import { withGradient } from "./gradient.ts";
import { hasOwn, registerGpuKernel, runOwn, runOwnAll } from "./own.ts";
import { inputOf, matrixOf, outputOf, readerOf, rowOf, writerOf } from "./quads.ts";
import { added, addedReader } from "./residual.ts";

/** The reference composition. */
export function layerNormReference(x: tf.Tensor2D, gamma: tf.Tensor, beta: tf.Tensor, epsilon: number, residual?: tf.Tensor2D | undefined): tf.Tensor2D {
  const z = added(x, residual);
  const { mean, variance } = tf.moments(z, 1, true); // [N, 1]
  return tf.add(tf.mul(tf.mul(tf.sub(z, mean), tf.rsqrt(tf.add(variance, epsilon))), gamma), beta);
}

export function layerNorm(x: tf.Tensor2D, gamma: tf.Tensor, beta: tf.Tensor, epsilon: number, residual?: tf.Tensor2D | undefined): tf.Tensor2D {
  if (hasOwn("LayerNorm")) return fused(x, gamma, beta, epsilon, residual);
  return tf.tidy(() => composed(added(x, residual), gamma, beta, epsilon));
}

function composed(x: tf.Tensor2D, gamma: tf.Tensor, beta: tf.Tensor, epsilon: number): tf.Tensor2D {
  return withGradient<tf.Tensor2D>(
    [x, gamma, beta],
    (save) => {
      const centred = tf.sub(x, tf.mean(x, 1, true)); // [N, C]
      const scale = tf.rsqrt(tf.add(tf.mean(tf.square(centred), 1, true), epsilon)); // [N, 1]
      const normalised = tf.mul(centred, scale);
      save(normalised, scale, gamma);
      return tf.add(tf.mul(normalised, gamma), beta);
    },
    (dy, saved) => {
      const [normalised, scale, weight] = saved;
      if (normalised === undefined || scale === undefined || weight === undefined) throw new Error("layerNorm saved no tensors");
      const g = tf.mul(dy, weight);
      const along = tf.mul(normalised, tf.mean(tf.mul(g, normalised), 1, true));
      const dx = tf.mul(tf.sub(tf.sub(g, tf.mean(g, 1, true)), along), scale);
      return [dx, tf.sum(tf.mul(dy, normalised), 0), tf.sum(dy, 0)];
    },
  );
}

function fused(x: tf.Tensor2D, gamma: tf.Tensor, beta: tf.Tensor, epsilon: number, residual: tf.Tensor2D | undefined): tf.Tensor2D {
  const more = residual === undefined ? [] : [residual];
  return withGradient<tf.Tensor2D>(
    [x, gamma, beta, ...more],
    (save) => {
      const [y, moments] = runOwnAll("LayerNorm", { x, gamma, beta, ...(residual && { residual }) }, { epsilon });
      if (y === undefined || moments === undefined) throw new Error("layerNorm gave no output");
      save(x, gamma, moments, ...more);
      return y as tf.Tensor2D; // [N, C] by the kernel
    },
    (dy, [input, weight, moments, other]) => {
      if (input === undefined || weight === undefined || moments === undefined) throw new Error("layerNorm saved no tensors");
      const seen = { dy, x: input, moments, ...(other && { residual: other }) };
      const dx = runOwn("LayerNormInputGradient", { ...seen, gamma: weight });
      // tfjs frees a gradient once it has been added to another: each input needs its own.
      const sums = runOwnAll("LayerNormParameterGradients", { ...seen, ...takeHomes({ dgamma: gamma, dbeta: beta }) });
      return [dx, ...sums, ...(other === undefined ? [] : [dx.clone()])];
    },
  );
}

export function registerLayerNorm(): void {
  registerGpuKernel("LayerNorm", (backend, input, attrs) => {
    const y = matrixOf("y", input("x").shape);
    const { rows, columns } = y;
    const [gamma, beta] = [rowOf("gamma", columns), rowOf("beta", columns)];
    const sum = addedReader(input);
    const width = widthForRow(columns);
    return runGpuProgram(backend, {
      name: "LayerNorm",
      inputs: [...sum.inputs, inputOf(gamma, input("gamma")), inputOf(beta, input("beta"))],
      outputs: [outputOf(y), { name: "moments", shape: [rows, 2] }],
      workgroups: workgroupsForRows(rows),
      code: `${[sum.code, readerOf(gamma), readerOf(beta), writerOf(y), insideOf(columns), sumOfWorkgroup(width)].join("\n")}${rowStart(rows, width)}
  var own = 0.0;
  ${overQuads(columns, width, "own += dot(sumAt(row, c), vec4<f32>(1.0));")}
  let mean = sumOfWorkgroup(lane, own) / ${float(columns)};
  var squares = 0.0;
  ${overQuads(columns, width, "let centred = (sumAt(row, c) - mean) * inside(c); squares += dot(centred, centred);")}
  let scale = inverseSqrt(sumOfWorkgroup(lane, squares) / ${float(columns)} + ${float(Number(attrs["epsilon"]))});
  ${overQuads(columns, width, "ySet(0u, row, c, gammaAt(0u, 0u, c) * (sumAt(row, c) - mean) * scale + betaAt(0u, 0u, c));")}
  if (lane == 0u) { moments[2u * row] = mean; moments[2u * row + 1u] = scale; }
}`,
    });
  });

  registerGpuKernel("LayerNormInputGradient", (backend, input) => {
    const dy = matrixOf("dy", input("dy").shape);
    const { rows, columns } = dy;
    const [gamma, dx] = [rowOf("gamma", columns), { ...dy, name: "dx" }];
    const sum = addedReader(input);
    const width = widthForRow(columns);
    return runGpuProgram(backend, {
      name: "LayerNormInputGradient",
      inputs: [inputOf(dy, input("dy")), inputOf(gamma, input("gamma")), { name: "moments", tensor: input("moments") }, ...sum.inputs],
      outputs: [outputOf(dx)],
      workgroups: workgroupsForRows(rows),
      code: `${[sum.code, readerOf(dy), readerOf(gamma), writerOf(dx), normalisedAt, sumOfWorkgroup(width, "vec2<f32>")].join("\n")}${rowStart(rows, width)}
  var sums = vec2<f32>(0.0);
  ${overQuads(columns, width, "let g = gammaAt(0u, 0u, c) * dyAt(0u, row, c); sums += vec2<f32>(dot(g, vec4<f32>(1.0)), dot(g, normalisedAt(row, c)));")}
  let means = sumOfWorkgroup(lane, sums) / ${float(columns)};
  let scale = moments[2u * row + 1u];
  ${overQuads(columns, width, "dxSet(0u, row, c, (gammaAt(0u, 0u, c) * dyAt(0u, row, c) - means.x - normalisedAt(row, c) * means.y) * scale);")}
}`,
    });
  });

  registerGpuKernel("LayerNormParameterGradients", (backend, input) => {
    const dy = matrixOf("dy", input("dy").shape);
    const [dgamma, dbeta] = [rowOf("dgamma", dy.columns), rowOf("dbeta", dy.columns)];
    const sum = addedReader(input);
    return runGpuProgram(backend, {
      name: "LayerNormParameterGradients",
      inputs: [inputOf(dy, input("dy")), { name: "moments", tensor: input("moments") }, ...sum.inputs],
      outputs: [outputOf(dgamma, [dy.columns]), outputOf(dbeta, [dy.columns])].map(input.into),
      ...columnSums({
        rows: dy.rows,
        columns: dy.columns,
        sums: 2,
        code: `${[sum.code, readerOf(dy), writerOf(dgamma), writerOf(dbeta), normalisedAt].join("\n")}
fn add(row: u32, column: u32) {
  let gradient = dyAt(0u, row, column);
  sums[0] += gradient * normalisedAt(row, column);
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

/** ẑ from what forward kept. */
const normalisedAt = `fn normalisedAt(row: u32, column: u32) -> vec4<f32> {
  return (sumAt(row, column) - moments[2u * row]) * moments[2u * row + 1u];
}`;

/** 1 for the channels of a quad that are in the row, 0 for what is read beyond its end. */
const insideOf = (columns: number) => `fn inside(column: u32) -> vec4<f32> {
  return select(vec4<f32>(), vec4<f32>(1.0), column + vec4<u32>(0u, 1u, 2u, 3u) < vec4<u32>(${columns}u));
}`;

/** Over the quads of a row, neighbours side by side. @param body WGSL that sees the quad's first channel, `c` */
const overQuads = (columns: number, width: number, body: string) =>
  `for (var c = 4u * lane; c < ${columns}u; c += ${4 * width}u) { ${body} }`;
