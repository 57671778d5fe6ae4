/**
 * The official measures of sentence tasks.
 *
 * Notation: N examples, p predicted and y true; class 1 is the positive one.
 *   accuracy   Σ [p = y] / N
 *   F1         2 TP / (2 TP + FP + FN)
 *   Matthews   (TP TN − FP FN) / √((TP + FP)(TP + FN)(TN + FP)(TN + FN))
 *   Pearson    cov(p, y) / (σ_p σ_y)
 *   Spearman   Pearson of the ranks, equal values sharing the mean of theirs
 * Where a denominator is 0 the measure is 0: nothing was told apart. Source: GLUE (arXiv 1804.07461), as
 * scikit-learn and SciPy compute them.
 */
import { mean } from "../base/statistics.ts";

type Values = ArrayLike<number>;

const count = (predicted: Values, labels: Values, counts: (p: number, y: number) => boolean): number => {
  let sum = 0;
  for (let i = 0; i < labels.length; i++) if (counts(predicted[i] ?? Number.NaN, labels[i] ?? Number.NaN)) sum++;
  return sum;
};

const ratio = (part: number, whole: number) => (whole === 0 ? 0 : part / whole);

export const accuracy = (predicted: Values, labels: Values): number => ratio(count(predicted, labels, (p, y) => p === y), labels.length);

function table(predicted: Values, labels: Values) {
  const cell = (wantedP: boolean, wantedY: boolean) => count(predicted, labels, (p, y) => (p === 1) === wantedP && (y === 1) === wantedY);
  return { TP: cell(true, true), FP: cell(true, false), FN: cell(false, true), TN: cell(false, false) };
}

export function f1(predicted: Values, labels: Values): number {
  const { TP, FP, FN } = table(predicted, labels);
  return ratio(2 * TP, 2 * TP + FP + FN);
}

export function matthews(predicted: Values, labels: Values): number {
  const { TP, FP, FN, TN } = table(predicted, labels);
  return ratio(TP * TN - FP * FN, Math.sqrt((TP + FP) * (TP + FN) * (TN + FP) * (TN + FN)));
}

export function pearson(predicted: Values, labels: Values): number {
  const [centreP, centreY] = [mean(predicted), mean(labels)];
  let [both, squaresP, squaresY] = [0, 0, 0];
  for (let i = 0; i < labels.length; i++) {
    const [p, y] = [(predicted[i] ?? 0) - centreP, (labels[i] ?? 0) - centreY];
    both += p * y;
    squaresP += p * p;
    squaresY += y * y;
  }
  return ratio(both, Math.sqrt(squaresP * squaresY));
}

export const spearman = (predicted: Values, labels: Values): number => pearson(ranks(predicted), ranks(labels));

/** From 1; equal values share the mean of their ranks. */
function ranks(values: Values): Float64Array {
  const order = Array.from({ length: values.length }, (_, i) => i).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
  const given = new Float64Array(values.length);
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    while (to < order.length && values[order[to] ?? 0] === values[order[from] ?? 0]) to++;
    for (let i = from; i < to; i++) given[order[i] ?? 0] = (from + 1 + to) / 2;
    from = to;
  }
  return given;
}
