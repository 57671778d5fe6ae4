/**
 * What a token's row gets for its place in its sequence, and for its segment.
 *
 * Notation: B sequences of S tokens are N = B·S rows; x, y [N, w]; P [≥ S, w] positions, T [k, w] types, t [N] ids of
 * types.  y[n] = x[n] + P[n mod S] + T[t[n]]; where there is one type, all tokens are of it.
 * Gradients: dx = dy, dP[s] = Σ_b dy[b·S + s], 0 beyond S, dT as in embedding.ts.
 * tfjs sums over sequences with a workgroup of threads for each number of P, of whom B have one to add.
 *
 * WebGPU: an invocation four numbers, forward and back; back it goes through the sequences in their order, neighbours
 * side by side.
 */
import type { TensorInfo } from "@tensorflow/tfjs-core";
import { takeHomes } from "../gradient-homes.ts";
import * as tf from "../tf.ts";
import { embedding } from "./embedding.ts";
import { runGpuProgram } from "./gpu-program.ts";
import { withGradient } from "./gradient.ts";
import { hasOwn, registerGpuKernel, runOwn, type GpuInputs } from "./own.ts";
import { eachQuad, inputOf, matrixOf, outputOf, readerOf, writerOf } from "./quads.ts";

/** The reference composition. */
export function placeTokensReference(x: tf.Tensor2D, positions: tf.Tensor, types: tf.Tensor, typeIds: tf.Tensor2D): tf.Tensor2D {
  const [batch, length] = typeIds.shape;
  const width = x.shape[1];
  const first = positions.shape[0] === length ? positions : tf.slice(positions, [0, 0], [length, width]); // [S, w]
  const placed = tf.reshape<tf.Rank.R2>(tf.add(tf.reshape(x, [batch, length, width]), first), [batch * length, width]); // [N, w]
  return tf.add(placed, types.shape[0] === 1 ? types : embedding(types, tf.reshape<tf.Rank.R1>(typeIds, [batch * length])));
}

/** @param typeIds [B, S] */
export function placeTokens(x: tf.Tensor2D, positions: tf.Tensor, types: tf.Tensor, typeIds: tf.Tensor2D): tf.Tensor2D {
  if (!hasOwn("PlaceTokens")) return tf.tidy(() => placeTokensReference(x, positions, types, typeIds));
  const [rows, kinds] = [positions.shape[0] ?? 0, types.shape[0] ?? 0];
  return withGradient<tf.Tensor2D>(
    [x, positions, types],
    (save) => {
      save(typeIds);
      return runOwn("PlaceTokens", { x, positions, types, typeIds }) as tf.Tensor2D; // [N, w] by the kernel
    },
    (dy, [ids]) => {
      if (ids === undefined) throw new Error("placeTokens saved no tensors");
      return [
        // tfjs frees a gradient once it has been added to another: each input needs its own.
        dy.clone(),
        runOwn("PlaceTokensPositionsGradient", { dy, ...takeHomes({ gradient: positions }) }, { rows, length: ids.shape[1] ?? 0 }),
        kinds === 1
          ? tf.sum(dy, 0, true)
          : runOwn("EmbeddingGradient", { dy, ids: tf.reshape(ids, [ids.size]), ...takeHomes({ gradient: types }) }, { rows: kinds }),
      ];
    },
  );
}

function add(backend: object, input: GpuInputs): TensorInfo[] {
  const length = input("typeIds").shape[1] ?? 0;
  const [x, positions, types] = [matrixOf("x", input("x").shape), matrixOf("positions", input("positions").shape), matrixOf("types", input("types").shape)];
  const y = { ...x, name: "y" };
  return runGpuProgram(backend, {
    name: "PlaceTokens",
    inputs: [...[x, positions, types].map((matrix) => inputOf(matrix, input(matrix.name))), { name: "typeIds", tensor: input("typeIds") }],
    outputs: [outputOf(y)],
    ...eachQuad(
      y,
      [readerOf(x), readerOf(positions), readerOf(types), writerOf(y)].join("\n"),
      `ySet(0u, row, column, xAt(0u, row, column) + positionsAt(0u, row % ${length}u, column) + typesAt(0u, min(u32(typeIds[row]), ${types.rows - 1}u), column));`,
    ),
  });
}

function addUp(backend: object, input: GpuInputs, rows: number, length: number): TensorInfo[] {
  const dy = matrixOf("dy", input("dy").shape);
  const gradient = matrixOf("gradient", [rows, dy.columns]);
  return runGpuProgram(backend, {
    name: "PlaceTokensPositionsGradient",
    inputs: [inputOf(dy, input("dy"))],
    outputs: [input.into(outputOf(gradient))],
    ...eachQuad(
      gradient,
      `${readerOf(dy)}\n${writerOf(gradient)}`,
      `var sum = vec4<f32>();
  if (row < ${length}u) {
    for (var n = row; n < ${dy.rows}u; n += ${length}u) { sum += dyAt(0u, n, column); }
  }
  gradientSet(0u, row, column, sum);`,
    ),
  });
}

/** On WebGPU; other backends run the composition. */
export function registerPlaceTokens(): void {
  registerGpuKernel("PlaceTokens", add);
  registerGpuKernel("PlaceTokensPositionsGradient", (backend, input, attrs) => addUp(backend, input, Number(attrs["rows"]), Number(attrs["length"])));
}
