/**
 * SQuAD's measures, as its official scripts compute them (evaluate-v1.1.py, evaluate-v2.0.py).
 *
 * A normalised answer is in lower case, without ASCII punctuation, without the words a, an, the, with single spaces.
 *   exact match   1 where the normalised answers are equal
 *   F1            of the words they share, as bags; where either has no words, 1 if both have none
 * Of several right answers the best counts; a question that cannot be answered has one right answer, the empty one.
 */

const punctuation = /[!-/:-@[-`{-~]/g;
/** Words end where Python's do: at what is neither letter nor digit of any script. */
const articles = /(?<![\p{L}\p{N}_])(a|an|the)(?![\p{L}\p{N}_])/gu;

export const normalisedAnswer = (answer: string): string =>
  answer.toLowerCase().replace(punctuation, "").replace(articles, " ").split(/\s+/).filter((word) => word !== "").join(" ");

const words = (answer: string) => normalisedAnswer(answer).split(" ").filter((word) => word !== "");

function wordF1(predicted: string, right: string): number {
  const [found, wanted] = [words(predicted), words(right)];
  if (found.length === 0 || wanted.length === 0) return found.length === wanted.length ? 1 : 0;
  const left = new Map<string, number>();
  for (const word of wanted) left.set(word, (left.get(word) ?? 0) + 1);
  let shared = 0;
  for (const word of found) {
    const there = left.get(word) ?? 0;
    if (there > 0) shared++;
    left.set(word, there - 1);
  }
  return (2 * shared) / (found.length + wanted.length);
}

/** @param rights none: the question cannot be answered @returns exact match and F1 of one answer */
export function judgeAnswer(predicted: string, rights: readonly string[]): { readonly exactMatch: number; readonly f1: number } {
  // As the scripts do, right answers of which nothing is left are passed over, unless there is no other.
  const telling = rights.filter((right) => normalisedAnswer(right) !== "");
  const candidates = telling.length > 0 ? telling : [""];
  return {
    exactMatch: Math.max(...candidates.map((right) => (normalisedAnswer(predicted) === normalisedAnswer(right) ? 1 : 0))),
    f1: Math.max(...candidates.map((right) => wordF1(predicted, right))),
  };
}
