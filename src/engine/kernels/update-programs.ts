/**
 * The shaders of update-on-gpu.ts, which says what they do and why they are shaped so; notation in update-rule.ts.
 *
 * A parameter's record, eight integers of a table: where w starts in its page, where g, m and v start in theirs, its
 * length (all in vec4), its first chunk, the bits of its multiplier and of λ, whether it has a trust ratio, its chunks.
 * After the records, at the place that table[0] gives, each chunk's parameter.
 */
import type { Components } from "./gpu-program.ts";
import { float, sumOfWorkgroup } from "./gpu-rows.ts";
import type { UpdateRule } from "./update-rule.ts";

/** Numbers that a workgroup takes. */
export const chunk = 2048;
const width = 64;
const quadsOfChunk = chunk / 4;
/** Where the records start in the table, and how long each is. */
export const recordsAt = 8;
export const recordLength = 8;

const entry = (width: number, more = "") => `
@compute @workgroup_size(${width})
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(local_invocation_index) lane: u32${more})`;

/** WGSL that reads four neighbours, zeros beyond the end, and tells how many fours there are. */
function quadsOf(name: string, components: Components): string {
  const quads = `fn ${name}Quads() -> u32 { return (arrayLength(&${name}) * ${components}u + 3u) / 4u; }`;
  if (components === 4) return `${quads}\nfn ${name}At(i: u32) -> vec4<f32> { return ${name}[i]; }`;
  return `${quads}
fn ${name}At(i: u32) -> vec4<f32> {
  var quad = vec4<f32>();
  for (var c = 0u; c < min(4u, arrayLength(&${name}) - 4u * i); c++) { quad[c] = ${name}[4u * i + c]; }
  return quad;
}`;
}

/** A gradient that is bound as `gradient0`, `gradient1`, …, and where it goes, in vec4. */
export interface Gathered {
  readonly components: Components;
  readonly start: number;
}

/** Copies gradients, whose lengths are those of their buffers, and zeros into the gaps behind them. */
export function gatherCode(gradients: readonly Gathered[]): string {
  const count = gradients.length;
  const each = (line: (name: string, i: number) => string, separator: string) => gradients.map((_, i) => line(`gradient${i}`, i)).join(separator);
  return `${gradients.map(({ components }, i) => quadsOf(`gradient${i}`, components)).join("\n")}
fn gradient(which: u32, i: u32) -> vec4<f32> {
  switch which {
    ${each((name, i) => `case ${i}u: { return ${name}At(i); }`, "\n    ")}
    default: { return vec4<f32>(); }
  }
}
${entry(width)} {
  var lengths = array<u32, ${count}>(${each((name) => `${name}Quads()`, ", ")});
  var starts = array<u32, ${count}>(${gradients.map(({ start }) => `${start}u`).join(", ")});
  var which = 0u;
  var chunkOfGradient = workgroup.x;
  for (; which < ${count - 1}u; which++) {
    let chunks = (lengths[which] + ${quadsOfChunk - 1}u) / ${quadsOfChunk}u;
    if (chunkOfGradient < chunks) { break; }
    chunkOfGradient -= chunks;
  }
  let length = lengths[which];
  let begin = chunkOfGradient * ${quadsOfChunk}u;
  for (var i = begin + lane; i < min(begin + ${quadsOfChunk}u, length); i += ${width}u) {
    gathered[starts[which] + i] = gradient(which, i);
  }
}`;
}

/** WGSL cannot write Infinity. */
const largest = 3.4028234e38;

/** One workgroup adds all there are. */
const clipWidth = 256;

export const clipCode = ({ clipNorm }: UpdateRule): string => `${sumOfWorkgroup(clipWidth)}
${entry(clipWidth)} {
  var squares = 0.0;
  for (var i = lane; i < arrayLength(&partialSums); i += ${clipWidth}u) { squares += partialSums[i]; }
  let clipNorm = ${float(Math.min(clipNorm, largest))};
  let norm = sqrt(sumOfWorkgroup(lane, squares));
  if (lane == 0u) { scale[0] = select(1.0, clipNorm / norm, norm > clipNorm); }
}`;

const direction = ({ epsilon }: UpdateRule) => `
fn direction(w: vec4<f32>, m: vec4<f32>, v: vec4<f32>, decay: f32) -> vec4<f32> {
  return (m / controls[1]) / (sqrt(v / controls[2]) + ${float(epsilon)}) + decay * w;
}`;

/** Runs over a chunk's vec4: `w`, `g` number them in their pages. */
const overChunk = (body: string) => `
  let slot = table[table[0] + i32(workgroup.x)];
  let record = ${recordsAt} + ${recordLength} * slot;
  let length = table[record + 2];
  let multiplier = bitcast<f32>(table[record + 4]);
  let decay = bitcast<f32>(table[record + 5]);
  let begin = (i32(workgroup.x) - table[record + 3]) * ${quadsOfChunk};
  let end = min(begin + ${quadsOfChunk}, length);
  for (var i = begin + i32(lane); i < end; i += ${width}) {
    let w = table[record] + i;
    let g = table[record + 1] + i;${body}
  }`;

/** Sums of g², a chunk each; what is left of their memory is zero. */
export const squaresCode = `${sumOfWorkgroup(width)}
${entry(width, ", @builtin(num_workgroups) workgroups: vec3<u32>")} {
  var squares = 0.0;${overChunk("\n    squares += dot(gradients[g], gradients[g]);")}
  let sum = sumOfWorkgroup(lane, squares);
  if (lane == 0u) { partialSums[workgroup.x] = sum; }
  if (workgroup.x == 0u) {
    for (var i = workgroups.x + lane; i < arrayLength(&partialSums); i += ${width}u) { partialSums[i] = 0.0; }
  }
}`;

const moments = (rule: UpdateRule) => `
    let gradient = scale[0] * gradients[g];
    let m = ${float(rule.beta1)} * first[g] + ${float(1 - rule.beta1)} * gradient;
    let v = ${float(rule.beta2)} * second[g] + ${float(1 - rule.beta2)} * gradient * gradient;
    first[g] = m;
    second[g] = v;
    let parameter = parameters[w];
    let u = direction(parameter, m, v, decay);`;

const untrusted = "parameters[w] = parameter - controls[0] * multiplier * u;";

/** Where no parameter has a trust ratio: nothing is added up. */
export const stepCode = (rule: UpdateRule): string => `${direction(rule)}
${entry(width)} {${overChunk(`${moments(rule)}
    ${untrusted}`)}
}`;

/** Where some have one. */
export const stepAndNormsCode = (rule: UpdateRule): string => `${sumOfWorkgroup(width, "vec2<f32>")}
${direction(rule)}
${entry(width)} {
  var squares = vec2<f32>(0.0);
  var trusted = false;${overChunk(`${moments(rule)}
    squares += vec2<f32>(dot(parameter, parameter), dot(u, u));
    trusted = table[record + 6] != 0;
    if (!trusted) { ${untrusted} }`)}
  let sums = sumOfWorkgroup(lane, squares);
  if (lane == 0u && trusted) {
    norms[2u * workgroup.x] = sums.x;
    norms[2u * workgroup.x + 1u] = sums.y;
  }
}`;

export const rateCode = `${sumOfWorkgroup(64, "vec2<f32>")}
${entry(64)} {
  let record = ${recordsAt} + ${recordLength} * i32(workgroup.x);
  let begin = table[record + 3];
  var squares = vec2<f32>(0.0);
  for (var i = i32(lane); i < table[record + 7]; i += 64) {
    squares += vec2<f32>(norms[2 * (begin + i)], norms[2 * (begin + i) + 1]);
  }
  let sums = sumOfWorkgroup(lane, squares);
  if (lane == 0u) {
    let defined = sums.x > 0.0 && sums.y > 0.0;
    let ratio = select(1.0, sqrt(sums.x) / sqrt(sums.y), defined);
    rates[workgroup.x] = controls[0] * bitcast<f32>(table[record + 4]) * ratio;
  }
}`;

export const applyCode = (rule: UpdateRule): string => `${direction(rule)}
${entry(width)} {${overChunk(`
    parameters[w] -= rates[slot] * direction(parameters[w], first[g], second[g], decay);`)}
}`;
