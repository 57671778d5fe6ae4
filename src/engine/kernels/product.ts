/**
 * The matrix product that our WebGPU kernels share: WGSL around functions that read the operands and store the result,
 * so that whatever comes before or after a product costs no pass over memory of its own.
 *
 * Notation: C = A B, A [rows, inner], B [inner, columns], once for each of z batches.
 *
 * Shape, by reasoning for real GPUs, not by timing an emulated one: a thread computes 4 × 4 numbers, so that every two
 * reads of four from workgroup memory serve 16 multiplications. A workgroup computes a tile of 64 × 64 with 256 threads
 * where that still makes at least 256 workgroups, enough to fill a large GPU; otherwise 32 × 32 with 64 threads, and
 * if these are few as well, 2 or 4 teams of 64 share the inner dimension and are added in a fixed order. The matrices
 * of small students are such: 32 … 512 wide. Where C is narrower than a tile, as an attention head's part is, so is the
 * tile, and teams take the place of threads that would have nothing to do. Workgroup memory is read and written as
 * vec4, one access each; rows of tiles that are written turned are one vec4 longer than the tile, so that these writes
 * fall into different banks. At once as many inner numbers are taken, up to 16, as fit with all else into 16 KiB,
 * WebGPU's least limit: fewer barriers, more reads in flight.
 */

export interface Product {
  readonly rows: number;
  readonly columns: number;
  readonly inner: number;
  readonly batches?: number;
  /** Whether A lies in memory as [rows, inner] (inner last) or as [inner, rows]. */
  readonly leftInner: "last" | "first";
  /** Whether B lies in memory as [columns, inner] (inner last) or as [inner, columns]. */
  readonly rightInner: "last" | "first";
  /**
   * WGSL of `left(z, row, column)` and `right(z, row, column)`, which give four neighbours of a row as it lies in memory,
   * zeros beyond its edges; and of `store(z, row, column, value)` for four neighbours of C that begin inside it.
   */
  readonly code: string;
  /**
   * If given, `tally(row, column, value)` gets all that `left` gives, once, also beyond the edges. If above 0, it sums
   * over the inner dimension on the way, for A lying as [inner, rows]: it adds to as many vec4 `tallies`, and
   * `storeTallies(column)` has the sums of four rows of A.
   */
  readonly tallies?: number;
  /**
   * If given, `prepare(z, firstRow, firstColumn, invocation)` is called before all else, by every invocation alike; it
   * may have barriers, and so many bytes of workgroup memory for each of the workgroup's rows. WGSL knows their number
   * as `tile`, and the workgroup's `invocations`.
   */
  readonly prepared?: number;
}

interface Tiling {
  /** Of C, powers of two from 8. */
  readonly tileRows: number;
  readonly tileColumns: number;
  /** Inner numbers a team takes at once. */
  readonly step: number;
  readonly teams: number;
  /** From one inner number's part of an operand's tile to the next one's, in vec4. */
  readonly leftPitch: number;
  readonly rightPitch: number;
}

const enoughWorkgroups = 256;
const leastThreads = 64;
/** Inner numbers that a team takes at once where they fit, and where they do not. */
const [longStep, shortStep] = [16, 8];
/** Of workgroup memory. */
const mostBytes = 16384;
const bytesOfQuad = 16;

function tilingOf({ rows, columns, inner, batches = 1, leftInner, rightInner, prepared = 0 }: Product): Tiling {
  const tiles = (size: number) => Math.ceil(rows / size) * Math.ceil(columns / size) * batches;
  const size = tiles(64) >= enoughWorkgroups ? 64 : 32;
  const within = (length: number) => Math.min(size, Math.max(8, 2 ** Math.ceil(Math.log2(length))));
  const [tileRows, tileColumns] = [within(rows), within(columns)];
  const sharing = tiles(size) >= enoughWorkgroups || inner < 64 ? 1 : inner < 256 ? 2 : 4;
  const teams = Math.max(sharing, Math.min(4, leastThreads / lanesOf({ tileRows, tileColumns })));
  // Rows that are written as they are read hit all banks anyway.
  const pitch = (length: number, innerPlace: "last" | "first") => length / 4 + (innerPlace === "last" ? 1 : 0);
  const [leftPitch, rightPitch] = [pitch(tileRows, leftInner), pitch(tileColumns, rightInner)];
  const fits = longStep * teams * (leftPitch + rightPitch) * bytesOfQuad + tileRows * prepared <= mostBytes;
  const step = Math.min(fits ? longStep : shortStep, 4 * Math.ceil(inner / (4 * teams)));
  return { tileRows, tileColumns, step, teams, leftPitch, rightPitch };
}

/** Threads of a team. */
const lanesOf = ({ tileRows, tileColumns }: Pick<Tiling, "tileRows" | "tileColumns">): number => (tileRows / 4) * (tileColumns / 4);

const components = ["x", "y", "z", "w"] as const;

/**
 * WGSL that fills one operand's tile. Where its inner dimension lies last, four rows are read at once and turned, so that
 * writes too are of four.
 */
function load(operand: "left" | "right", inner: "last" | "first", tiling: Tiling, tallied: boolean): string {
  const { tileRows, tileColumns, step } = tiling;
  const [size, first] = operand === "left" ? [tileRows, "firstRow"] : [tileColumns, "firstColumn"];
  const pitch = `${operand}Pitch`;
  const lanes = lanesOf(tiling);
  const tally = (coordinates: string, quad: string) => (tallied ? `\n      if (group.x == 0u) { tally(${coordinates}, ${quad}); }` : "");
  if (inner === "first") {
    const coordinates = `start + k, ${first} + 4u * m`;
    return `for (var q = lane; q < ${(step * size) / 4}u; q += ${lanes}u) {
      let m = q % ${size / 4}u;
      let k = q / ${size / 4}u;
      let quad = ${operand}(z, ${coordinates});
      tiles[${operand}Tile + k * ${pitch} + m] = quad;${tally(coordinates, "quad")}
    }`;
  }
  // In a square tile at most half of the lanes have a block: of the two operands, each takes its own half.
  const blocks = (step / 4) * (size / 4);
  const firstBlock = operand === "left" ? "lane" : `(lane + ${lanes / 2}u) % ${lanes}u`;
  const coordinates = (i: number) => `${first} + 4u * m + ${i}u, start + 4u * k`;
  return `for (var block = ${firstBlock}; block < ${blocks}u; block += ${lanes}u) {
      let k = block % ${step / 4}u;
      let m = block / ${step / 4}u;
      ${components.map((_, i) => `let row${i} = ${operand}(z, ${coordinates(i)});${tally(coordinates(i), `row${i}`)}`).join("\n      ")}
      let at = ${operand}Tile + 4u * k * ${pitch} + m;
      ${components.map((c, i) => `tiles[at + ${i}u * ${pitch}] = vec4<f32>(${components.map((_, row) => `row${row}.${c}`).join(", ")});`).join("\n      ")}
    }`;
}

/** Adds the teams' results into the first team's. */
function addTeams({ tileRows, tileColumns, teams }: Tiling): string {
  const quads = (tileRows * tileColumns) / 4;
  return `
  let own = down * ${tileColumns}u + across;
  workgroupBarrier();
  if (team > 0u) {
    for (var i = 0u; i < 4u; i++) { tiles[(team - 1u) * ${quads}u + own + i * ${tileColumns / 4}u] = sums[i]; }
  }
  workgroupBarrier();
  if (team == 0u) {
    for (var other = 0u; other < ${teams - 1}u; other++) {
      for (var i = 0u; i < 4u; i++) { sums[i] += tiles[other * ${quads}u + own + i * ${tileColumns / 4}u]; }
    }
  }`;
}

/** A thread reads the same four columns in every step; those that read the same ones are added. */
function addTallies(tiling: Tiling, tallies: number, rows: number): string {
  const threads = lanesOf(tiling) * tiling.teams;
  const quads = tiling.tileRows / 4;
  return `
  if (group.x == 0u) {
    workgroupBarrier();
    for (var t = 0u; t < ${tallies}u; t++) { tiles[t * ${threads}u + invocation] = tallies[t]; }
    workgroupBarrier();
    if (invocation < ${quads}u) {
      for (var t = 0u; t < ${tallies}u; t++) {
        tallies[t] = vec4<f32>();
        for (var other = invocation; other < ${threads}u; other += ${quads}u) { tallies[t] += tiles[t * ${threads}u + other]; }
      }
      if (firstRow + invocation * 4u < ${rows}u) { storeTallies(firstRow + invocation * 4u); }
    }
  }`;
}

/** @returns the code of a `GpuProgram` and its workgroups */
export function productProgram(product: Product): { readonly code: string; readonly workgroups: readonly [number, number, number] } {
  const { rows, columns, inner, batches = 1, leftInner, rightInner, tallies, prepared } = product;
  const tiling = tilingOf(product);
  const { tileRows, tileColumns, step, teams, leftPitch, rightPitch } = tiling;
  const lanes = lanesOf(tiling);
  const tallied = tallies ?? 0;
  const memory = Math.max(teams * step * (leftPitch + rightPitch), ((teams - 1) * tileRows * tileColumns) / 4, tallied * lanes * teams);
  const code = `${tallied > 0 ? `var<private> tallies: array<vec4<f32>, ${tallied}>;` : ""}
const tile = ${tileRows}u;
const invocations = ${lanes * teams}u;
${product.code}

const leftPitch = ${leftPitch}u;
const rightPitch = ${rightPitch}u;
var<workgroup> tiles: array<vec4<f32>, ${memory}>;

@compute @workgroup_size(${lanes}, ${teams})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_id) local: vec3<u32>) {
  let lane = local.x;
  let team = local.y;
  let invocation = team * ${lanes}u + lane;
  let z = group.z;
  let across = lane % ${tileColumns / 4}u;
  let down = lane / ${tileColumns / 4}u;
  let firstRow = group.y * ${tileRows}u;
  let firstColumn = group.x * ${tileColumns}u;
  let leftTile = team * ${step * (leftPitch + rightPitch)}u;
  let rightTile = leftTile + ${step * leftPitch}u;
  ${prepared !== undefined ? `prepare(z, firstRow, firstColumn, invocation);` : ""}
  var sums: array<vec4<f32>, 4>;
  for (var round = 0u; round < ${Math.ceil(inner / (step * teams))}u; round++) {
    if (round > 0u) { workgroupBarrier(); } // the last round's tiles have been read
    let start = (round * ${teams}u + team) * ${step}u;
    ${load("left", leftInner, tiling, tallies !== undefined)}
    ${load("right", rightInner, tiling, false)}
    workgroupBarrier();
    for (var k = 0u; k < ${step}u; k++) {
      let a = tiles[leftTile + k * leftPitch + down];
      let b = tiles[rightTile + k * rightPitch + across];
      sums[0] += a.x * b;
      sums[1] += a.y * b;
      sums[2] += a.z * b;
      sums[3] += a.w * b;
    }
  }${teams > 1 ? addTeams(tiling) : ""}
  if (team == 0u && firstColumn + across * 4u < ${columns}u) {
    for (var i = 0u; i < 4u; i++) {
      let row = firstRow + down * 4u + i;
      if (row < ${rows}u) { store(z, row, firstColumn + across * 4u, sums[i]); }
    }
  }${tallied > 0 ? addTallies(tiling, tallied, rows) : ""}
}`;
  return { code, workgroups: [Math.ceil(columns / tileColumns), Math.ceil(rows / tileRows), batches] };
}
