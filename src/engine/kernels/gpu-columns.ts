/**
 * The shader of kernels that sum a matrix's columns over its rows: the gradients of all that is shared by rows.
 *
 * Shape: a workgroup takes 16 columns, 64 bytes that lie together, and 64 rows at once; a matrix 128 wide makes 8
 * workgroups. Its 64 partial sums are added in a fixed order: equal inputs give equal bits.
 */
import type { GpuProgram } from "./gpu-program.ts";

export interface ColumnSums {
  readonly rows: number;
  readonly columns: number;
  /** How many vec4 `sums` there are. */
  readonly sums: number;
  /**
   * WGSL of `add(row, column)`, which adds to `sums` what four neighbours of a row give, called once for each; and of
   * `store(column)`, called with the sums over all rows.
   */
  readonly code: string;
}

const quadsAcross = 4;
const width = 256;
const rowsAtOnce = width / quadsAcross;

/** Of the invocations that add partial sums first, before the first few add theirs: two barriers, where a tree has six. */
const leaders = 32;

const addUp = (sum: string) => `
  parts[lane] = ${sum};
  workgroupBarrier();
  if (lane < ${leaders}u) {
    for (var other = lane + ${leaders}u; other < ${width}u; other += ${leaders}u) { parts[lane] += parts[other]; }
  }
  workgroupBarrier();
  if (lane < ${quadsAcross}u) {
    ${sum} = parts[lane];
    for (var other = lane + ${quadsAcross}u; other < ${leaders}u; other += ${quadsAcross}u) { ${sum} += parts[other]; }
  }
  workgroupBarrier();`;

export const columnSums = ({ rows, columns, sums, code }: ColumnSums): Pick<GpuProgram, "code" | "workgroups"> => ({
  workgroups: [Math.ceil(columns / (4 * quadsAcross))],
  code: `var<private> sums: array<vec4<f32>, ${sums}>;
${code}
var<workgroup> parts: array<vec4<f32>, ${width}>;
@compute @workgroup_size(${width})
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  let column = (workgroup.x * ${quadsAcross}u + lane % ${quadsAcross}u) * 4u;
  if (column < ${columns}u) {
    for (var row = lane / ${quadsAcross}u; row < ${rows}u; row += ${rowsAtOnce}u) { add(row, column); }
  }${Array.from({ length: sums }, (_, i) => addUp(`sums[${i}]`)).join("")}
  if (lane < ${quadsAcross}u && column < ${columns}u) { store(column); }
}`,
});
