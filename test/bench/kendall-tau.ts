/** Kendall's τ between two lists: pairs in the same order less pairs in the opposite one, as a share of all pairs. */
export function kendallTau(left: readonly number[], right: readonly number[]): number {
  let [agreement, pairs] = [0, 0];
  left.forEach((a, i) => {
    for (let j = i + 1; j < left.length; j++) {
      agreement += Math.sign(a - (left[j] ?? 0)) * Math.sign((right[i] ?? 0) - (right[j] ?? 0));
      pairs++;
    }
  });
  return agreement / pairs;
}
