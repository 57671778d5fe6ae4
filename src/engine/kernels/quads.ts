/**
 * WGSL that reads and writes four neighbours of a matrix's row at once, whatever the matrix's size.
 *
 * A row is split into quads from its first column on. Where every row begins at a multiple of four numbers, a quad is
 * one 16-byte access; elsewhere up to four single ones, and what lies beyond the last column reads as 0 and is not
 * written.
 */
import type { Components, GpuProgram, Input, Output } from "./gpu-program.ts";
import { rowStart, workgroupsForRows } from "./gpu-rows.ts";

export interface Matrix {
  /** Of the binding; the functions are called after it. */
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
  /** WGSL of where `row` of matrix `z` begins in the binding; rows one after another by default. */
  readonly start?: string;
  /** Whether every row begins at a multiple of four; by default whether the columns are one. */
  readonly aligned?: boolean;
}

const isAligned = ({ columns, aligned }: Matrix) => aligned ?? columns % 4 === 0;
const startOf = ({ columns, start }: Matrix) => start ?? `row * ${columns}u`;

/** How the matrix must be bound. */
const componentsOf = (matrix: Matrix): Components => (isAligned(matrix) ? 4 : 1);

/** A tensor of two dimensions under a name. */
export const matrixOf = (name: string, [rows = 0, columns = 0]: readonly number[]): Matrix => ({ name, rows, columns });
/** A tensor of one dimension. */
export const rowOf = (name: string, columns: number): Matrix => ({ name, rows: 1, columns });

export const inputOf = (matrix: Matrix, tensor: Input["tensor"]): Input => ({ name: matrix.name, tensor, components: componentsOf(matrix) });
export const outputOf = (matrix: Matrix, shape: readonly number[] = [matrix.rows, matrix.columns]): Output => ({
  name: matrix.name,
  shape,
  components: componentsOf(matrix),
});

/** `NAMEAt(z, row, column) -> vec4<f32>`, zeros beyond the edges. */
export function readerOf(matrix: Matrix): string {
  const { name, rows, columns } = matrix;
  const body = isAligned(matrix)
    ? `return ${name}[(${startOf(matrix)} + column) / 4u];`
    : `let at = ${startOf(matrix)} + column;
  var quad = vec4<f32>(${name}[at], 0.0, 0.0, 0.0);
  if (column + 1u < ${columns}u) { quad.y = ${name}[at + 1u]; }
  if (column + 2u < ${columns}u) { quad.z = ${name}[at + 2u]; }
  if (column + 3u < ${columns}u) { quad.w = ${name}[at + 3u]; }
  return quad;`;
  return `fn ${name}At(z: u32, row: u32, column: u32) -> vec4<f32> {
  if (row >= ${rows}u || column >= ${columns}u) { return vec4<f32>(); }
  ${body}
}`;
}

/** `NAMESet(z, row, column, quad)`, of a quad that begins inside the matrix. */
export function writerOf(matrix: Matrix): string {
  const { name, columns } = matrix;
  const body = isAligned(matrix)
    ? `${name}[(${startOf(matrix)} + column) / 4u] = quad;`
    : `let at = ${startOf(matrix)} + column;
  ${name}[at] = quad.x;
  if (column + 1u < ${columns}u) { ${name}[at + 1u] = quad.y; }
  if (column + 2u < ${columns}u) { ${name}[at + 2u] = quad.z; }
  if (column + 3u < ${columns}u) { ${name}[at + 3u] = quad.w; }`;
  return `fn ${name}Set(z: u32, row: u32, column: u32, quad: vec4<f32>) {
  ${body}
}`;
}

const quadsOfWorkgroup = 256;

/**
 * The code of a program with an invocation a quad, and its workgroups; neighbours take neighbouring quads.
 * @param body WGSL that sees the quad's `row` and `column`
 */
export function eachQuad({ rows, columns }: Pick<Matrix, "rows" | "columns">, code: string, body: string): Pick<GpuProgram, "code" | "workgroups"> {
  const across = Math.ceil(columns / 4);
  const groups = Math.ceil((rows * across) / quadsOfWorkgroup);
  return {
    workgroups: workgroupsForRows(groups),
    code: `${code}${rowStart(groups, quadsOfWorkgroup, "group")}
  let quad = group * ${quadsOfWorkgroup}u + lane;
  let row = quad / ${across}u;
  let column = quad % ${across}u * 4u;
  if (row >= ${rows}u) { return; }
  ${body}
}`,
  };
}
