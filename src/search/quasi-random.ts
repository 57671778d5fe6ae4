/**
 * Scrambled Sobol points in any number of dimensions.
 *
 * Notation: direction numbers v_k of a dimension come from a primitive polynomial of degree s over GF(2) and odd
 * starting numbers m_1 … m_s (Bratley and Fox 1988; here the m are drawn, all odd ones are valid); point i is the
 * exclusive or of the v_k at the set bits of i's Gray code. Owen's nested scrambling is done by a hash of the reversed
 * bits (Laine and Karras 2011, with the better constants of Vegdahl 2021).
 */
import { deriveSeed, createRandom, type Random } from "../base/random.ts";
import { normalQuantile } from "../base/normal.ts";

const bits = 32;

/** Whether x generates all of GF(2^degree)* modulo the polynomial (bit i: coefficient of x^i). */
function isPrimitive(polynomial: number, degree: number): boolean {
  const order = 2 ** degree - 1;
  let power = 1;
  for (let exponent = 1; exponent <= order; exponent++) {
    power <<= 1;
    if (power >> degree) power ^= polynomial;
    if (power === 1) return exponent === order;
  }
  return false;
}

const primitives: number[] = [];
let searched = 2;

/** The index-th primitive polynomial, by size; found once and remembered, it never changes. */
function primitivePolynomial(index: number): number {
  while (primitives.length <= index) {
    searched++;
    const degree = 31 - Math.clz32(searched);
    if (isPrimitive(searched, degree)) primitives.push(searched);
  }
  return primitives[index] ?? 3;
}

/** v_k of a dimension, k = 0 … 31, the leading binary digit in the highest bit. */
function directions(dimension: number, random: Random): Uint32Array {
  const numbers = new Uint32Array(bits);
  if (dimension === 0) return numbers.map((_, k) => (1 << (bits - 1 - k)) >>> 0);
  const polynomial = primitivePolynomial(dimension - 1);
  const degree = 31 - Math.clz32(polynomial);
  for (let k = 0; k < bits; k++) {
    if (k < degree) {
      const odd = 2 * random.integer(2 ** k) + 1;
      numbers[k] = odd << (bits - 1 - k);
      continue;
    }
    const oldest = numbers[k - degree] ?? 0;
    let value = oldest ^ (oldest >>> degree);
    for (let j = 1; j < degree; j++) if ((polynomial >> (degree - j)) & 1) value ^= numbers[k - j] ?? 0;
    numbers[k] = value;
  }
  return numbers;
}

function reverseBits(value: number): number {
  let x = value;
  x = ((x >>> 1) & 0x55555555) | ((x & 0x55555555) << 1);
  x = ((x >>> 2) & 0x33333333) | ((x & 0x33333333) << 2);
  x = ((x >>> 4) & 0x0f0f0f0f) | ((x & 0x0f0f0f0f) << 4);
  x = ((x >>> 8) & 0x00ff00ff) | ((x & 0x00ff00ff) << 8);
  return ((x >>> 16) | (x << 16)) >>> 0;
}

/** Flips every bit depending on the higher bits alone: a random nested permutation of the dyadic intervals. */
function owenScramble(value: number, seed: number): number {
  let x = reverseBits(value);
  x ^= Math.imul(x, 0x3d20adea);
  x = (x + seed) | 0;
  x = Math.imul(x, (seed >>> 16) | 1);
  x ^= Math.imul(x, 0x05526c56);
  x ^= Math.imul(x, 0x53a22864);
  return reverseBits(x);
}

/** `count` points of the scrambled Sobol sequence. @returns [count, dimensions] in (0, 1) */
export function sobolPoints(count: number, dimensions: number, seed: number): Float64Array {
  const points = new Float64Array(count * dimensions);
  for (let dimension = 0; dimension < dimensions; dimension++) {
    const random = createRandom(deriveSeed(seed, "sobol", dimension));
    const numbers = directions(dimension, random);
    const scramble = random.integer(2 ** 32);
    let state = 0;
    for (let index = 0; index < count; index++) {
      points[index * dimensions + dimension] = (owenScramble(state >>> 0, scramble) + 0.5) / 2 ** bits;
      state ^= numbers[31 - Math.clz32((index + 1) & -(index + 1))] ?? 0;
    }
  }
  return points;
}

/** The same as independent standard normals. @returns [count, dimensions] */
export function sobolNormals(count: number, dimensions: number, seed: number): Float64Array {
  return sobolPoints(count, dimensions, seed).map(normalQuantile);
}
