/**
 * Rows of a table by id.
 *
 * Notation: E [V, w] table, i [N] ids, y [N, w];  y[n] = E[i[n]].  Gradient: dE[v] = Σ_{n: i[n] = v} dy[n].
 * tfjs's own gradient of `gather` transposes before and after the sum, even where there is nothing to transpose; on
 * WebGPU it adds with atomics onto zeros that were uploaded: in any order, and once a recording.
 *
 * WebGPU: forward an invocation four numbers. The gradient asks each row of the table who looked it up: a workgroup
 * takes up to 64 rows, 128 columns of each, which lie together. Its rows lie far apart, since the words that text uses
 * most lie side by side in vocabularies: so every workgroup gets some of them. Its invocations mark the ids that are its
 * rows', a bit an id, and zero the rows that nobody asked for. For each of the others, groups of lanes go through a share
 * of the marks each, and their sums are added in a fixed order: equal inputs give equal bits. All of dE is
 * written. Only where the table's other gradient lies there already, as of words that are output weights too, are rows
 * that nobody asked for left as they are: a batch asks for some hundred of 30522. The ids, a few KB that lie in the
 * cache, are read once a workgroup.
 */
import type { TensorInfo } from "@tensorflow/tfjs-core";
import { liesAtHome, takeHomes } from "../gradient-homes.ts";
import * as tf from "../tf.ts";
import { runGpuProgram } from "./gpu-program.ts";
import { workgroupsForRows } from "./gpu-rows.ts";
import { withGradient } from "./gradient.ts";
import { hasOwn, registerGpuKernel, runOwn, type GpuInputs } from "./own.ts";
import { eachQuad, inputOf, matrixOf, outputOf, readerOf, writerOf } from "./quads.ts";

/** The reference composition. */
export function embeddingReference(table: tf.Tensor, ids: tf.Tensor1D): tf.Tensor2D {
  return tf.reshape<tf.Rank.R2>(tf.gather(table, ids), [ids.size, table.shape[1] ?? 0]);
}

export function embedding(table: tf.Tensor, ids: tf.Tensor1D): tf.Tensor2D {
  const rows = table.shape[0] ?? 0;
  const own = hasOwn("Embedding");
  return withGradient<tf.Tensor2D>(
    [table],
    (save) => {
      // The ids may be made inside the caller's tidy: only what is saved lives until the gradient.
      save(ids);
      return own ? (runOwn("Embedding", { table, ids }) as tf.Tensor2D) : embeddingReference(table, ids); // [N, w]
    },
    (dy, [rowIds], sumSoFar) => {
      if (rowIds === undefined) throw new Error("embedding saved no ids");
      if (!own) return [tf.unsortedSegmentSum(dy, tf.reshape<tf.Rank.R1>(rowIds, [ids.size]), rows)];
      const sum = sumSoFar(0);
      if (sum !== undefined && liesAtHome(sum)) return [runOwn("EmbeddingGradient", { dy, ids: rowIds, gradient: sum }, { rows, adds: true })];
      const gradient = runOwn("EmbeddingGradient", { dy, ids: rowIds, ...takeHomes({ gradient: table }) }, { rows });
      return [sum === undefined ? gradient : tf.add(gradient, sum)];
    },
  );
}

function lookUp(backend: object, input: GpuInputs): TensorInfo[] {
  const table = matrixOf("rows", input("table").shape);
  const y = matrixOf("y", [input("ids").shape[0] ?? 0, table.columns]);
  return runGpuProgram(backend, {
    name: "Embedding",
    inputs: [inputOf(table, input("table")), { name: "ids", tensor: input("ids") }],
    outputs: [outputOf(y)],
    ...eachQuad(y, `${readerOf(table)}\n${writerOf(y)}`, "ySet(0u, row, column, rowsAt(0u, u32(ids[row]), column));"),
  });
}

const width = 256;
const mostRows = 64;
const mostLanes = 32;
/** 8 KB of marks; of more ids, one mark stands for several. */
const mostWords = 2048;

/** @param adds to the gradient that is given */
function addUp(backend: object, input: GpuInputs, rows: number, adds: boolean): TensorInfo[] {
  const dy = matrixOf("dy", input("dy").shape);
  const gradient = matrixOf("gradient", [rows, dy.columns]);
  const quads = Math.ceil(dy.columns / 4);
  const lanes = Math.min(mostLanes, 2 ** Math.ceil(Math.log2(quads))); // of a group
  const apart = Math.ceil(rows / mostRows); // rows of a workgroup, and so the number of workgroups
  const [x, y] = workgroupsForRows(apart);
  const idsOfMark = Math.ceil(dy.rows / (32 * mostWords));
  const words = Math.ceil(dy.rows / (32 * idsOfMark));
  const zeroOthers = `if (column < ${dy.columns}u) {
    for (var row = group; first + row * ${apart}u < ${rows}u; row += ${width / lanes}u) {
      if (((wanted[row / 32u] >> (row % 32u)) & 1u) == 0u) { gradientSet(0u, first + row * ${apart}u, column, vec4<f32>()); }
    }
  }`;
  return runGpuProgram(backend, {
    name: "EmbeddingGradient",
    inputs: [inputOf(dy, input("dy")), { name: "ids", tensor: input("ids") }],
    outputs: [input.into(outputOf(gradient))],
    workgroups: [x, y, Math.ceil(quads / lanes)],
    code: `${readerOf(dy)}
${adds ? readerOf(gradient) : ""}
${writerOf(gradient)}
var<workgroup> marks: array<atomic<u32>, ${words}>; // bits of ids and of rows; set in any order to one result
var<workgroup> marked: array<atomic<u32>, 2>;
var<workgroup> asked: vec2<u32>;
var<workgroup> parts: array<vec4<f32>, ${width}>;
@compute @workgroup_size(${width})
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  let first = workgroup.y * ${x}u + workgroup.x;
  if (first >= ${apart}u) { return; }
  let group = lane / ${lanes}u;
  let column = (workgroup.z * ${lanes}u + lane % ${lanes}u) * 4u;
  for (var n = lane; n < ${dy.rows}u; n += ${width}u) {
    let id = u32(ids[n]);
    if (id % ${apart}u == first) {
      let mark = n / ${idsOfMark}u;
      let row = id / ${apart}u;
      atomicOr(&marks[mark / 32u], 1u << (mark % 32u));
      atomicOr(&marked[row / 32u], 1u << (row % 32u));
    }
  }
  workgroupBarrier();
  if (lane == 0u) { asked = vec2<u32>(atomicLoad(&marked[0]), atomicLoad(&marked[1])); }
  let wanted = workgroupUniformLoad(&asked);
  ${adds ? "" : zeroOthers}
  for (var half = 0u; half < 2u; half++) {
    for (var rest = wanted[half]; rest != 0u; rest &= rest - 1u) {
      let row = first + (32u * half + countTrailingZeros(rest)) * ${apart}u;
      var sum = vec4<f32>();
      for (var word = group; word < ${words}u; word += ${width / lanes}u) {
        for (var bits = atomicLoad(&marks[word]); bits != 0u; bits &= bits - 1u) {
          let mark = 32u * word + countTrailingZeros(bits);
          for (var n = mark * ${idsOfMark}u; n < min((mark + 1u) * ${idsOfMark}u, ${dy.rows}u); n++) {
            if (u32(ids[n]) == row) { sum += dyAt(0u, n, column); }
          }
        }
      }
      parts[lane] = sum;
      workgroupBarrier();
      if (lane < ${lanes}u && column < ${dy.columns}u) {
        for (var other = lane + ${lanes}u; other < ${width}u; other += ${lanes}u) { sum += parts[other]; }
        gradientSet(0u, row, column, sum${adds ? " + gradientAt(0u, row, column)" : ""});
      }
      workgroupBarrier();
    }
  }
}`,
  });
}

/** On WebGPU; other backends run the composition. */
export function registerEmbedding(): void {
  registerGpuKernel("Embedding", lookUp);
  registerGpuKernel("EmbeddingGradient", (backend, input, attrs) => addUp(backend, input, Number(attrs["rows"]), attrs["adds"] === true));
}
