/**
 * What shaders with a workgroup a row share.
 *
 * Reductions have a fixed order: equal inputs give equal bits, which atomics would not.
 */

/** Workgroups that one dimension of a dispatch may have, WebGPU's default limit. */
const maximumWorkgroups = 65535;

/** Workgroups for so many rows; `rowStart` finds each one's row. */
export function workgroupsForRows(rows: number): [x: number, y: number] {
  const y = Math.ceil(rows / maximumWorkgroups);
  return [Math.ceil(rows / y), y];
}

/**
 * Invocations for a row of `length` numbers: four numbers each, so that a load has others in flight behind it, and at
 * least a subgroup of 32, at most the 256 that every device has.
 */
export function widthForRow(length: number): number {
  return Math.min(256, Math.max(32, 2 ** Math.ceil(Math.log2(length / 4))));
}

/** The head of `main`, up to and with `row`, of which there are `rows`; or another name for it. */
export const rowStart = (rows: number, width: number, name = "row"): string => `
@compute @workgroup_size(${width})
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  let ${name} = workgroup.y * ${workgroupsForRows(rows)[0]}u + workgroup.x;
  if (${name} >= ${rows}u) { return; }`;

/** Types of numbers that one reduction can add. */
export type Summand = "f32" | "vec2<f32>" | "vec4<f32>" | "mat2x4<f32>";

/** Some lanes join a column of values each, then every lane joins what they got: three barriers, where a tree has one a level. */
function reduction(name: string, memory: string, type: string, width: number, join: (a: string, b: string) => string): string {
  const leaders = 2 ** Math.ceil(Math.log2(width) / 2);
  const joinAll = (first: string, start: string, end: number, step: number) => `var joined = ${memory}[${first}];
  for (var at = ${start}; at < ${end}u; at += ${step}u) { joined = ${join("joined", `${memory}[at]`)}; }`;
  return `
var<workgroup> ${memory}: array<${type}, ${width}>;
fn ${name}(lane: u32, value: ${type}) -> ${type} {
  workgroupBarrier(); // the last result has been read
  ${memory}[lane] = value;
  workgroupBarrier();
  if (lane < ${leaders}u) {
    ${joinAll("lane", `lane + ${leaders}u`, width, leaders)}
    ${memory}[lane] = joined;
  }
  workgroupBarrier();
  ${joinAll("0u", "1u", leaders, 1)}
  return joined;
}`;
}

/** WGSL of `sumOfWorkgroup(lane, value)`, the same for every invocation; each must call it. @param width a power of two */
export const sumOfWorkgroup = (width: number, type: Summand = "f32"): string =>
  reduction("sumOfWorkgroup", "summands", type, width, (a, b) => `${a} + ${b}`);

/** WGSL of `maximumOfWorkgroup(lane, value)`, likewise. */
export const maximumOfWorkgroup = (width: number): string =>
  reduction("maximumOfWorkgroup", "maxima", "f32", width, (a, b) => `max(${a}, ${b})`);

/** A number as WGSL writes it: of type f32 even where it is whole. */
export const float = (value: number): string => `f32(${value})`;

/** Less than every logit. */
export const least = "-3.4028234e38f";
