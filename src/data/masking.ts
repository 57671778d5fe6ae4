import type { Random } from "../base/random.ts";
import type { Batch } from "./batch.ts";
import type { Tokenizer } from "./tokenizer.ts";

/** BERT's shares: of the hidden tokens most show [MASK], some a random token, the others themselves. */
const shownAsMask = 0.8;
const shownAsRandom = 0.1;

/** Hides tokens of the row [start, end) of a batch and writes what they were into its slots from `firstSlot` on. */
export type HideTokens = (batch: Batch, start: number, end: number, firstSlot: number, random: Random) => void;

/**
 * @param slots most hidden tokens a row
 * @returns a function that hides `maskProbability` of a row's tokens (rounded, at least one), never a special one;
 * a row of nothing but special tokens keeps all its slots empty
 */
export function createMasking(
  tokenizer: Pick<Tokenizer, "vocabSize" | "special">,
  maskProbability: number,
  slots: number,
): HideTokens {
  const special = new Set(Object.values(tokenizer.special));
  const ordinary = Int32Array.from({ length: tokenizer.vocabSize }, (_, id) => id).filter((id) => !special.has(id));

  const shownInsteadOf = (id: number, random: Random) => {
    const draw = random.uniform();
    if (draw < shownAsMask) return tokenizer.special.mask;
    if (draw < shownAsMask + shownAsRandom) return ordinary[random.integer(ordinary.length)] ?? id;
    return id;
  };

  return (batch, start, end, firstSlot, random) => {
    const candidates: number[] = [];
    for (let position = start; position < end; position++) {
      if (!special.has(batch.inputIds[position] ?? 0)) candidates.push(position);
    }
    const wanted = Math.max(1, Math.round(maskProbability * (end - start)));
    const size = Math.min(slots, wanted, candidates.length);
    chooseWithoutRepeats(candidates, size, random).forEach((position, i) => {
      const id = batch.inputIds[position] ?? 0;
      batch.maskedPositions[firstSlot + i] = position;
      batch.maskedLabels[firstSlot + i] = id;
      batch.maskedWeights[firstSlot + i] = 1;
      batch.inputIds[position] = shownInsteadOf(id, random);
    });
  };
}

/** The first steps of a Fisher-Yates shuffle, then back into order. Reorders `items`. */
function chooseWithoutRepeats(items: number[], size: number, random: Random): number[] {
  for (let i = 0; i < size; i++) {
    const j = i + random.integer(items.length - i);
    [items[i], items[j]] = [items[j] ?? 0, items[i] ?? 0];
  }
  return items.slice(0, size).sort((a, b) => a - b);
}
