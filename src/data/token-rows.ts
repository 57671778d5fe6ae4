/** Examples of downstream tasks as token ids, one row each: [CLS] first [SEP], or [CLS] first [SEP] second [SEP], in RoBERTa with two [SEP] between. */
import type { SentenceExample } from "../study/examples.ts";
import type { EncoderArrays } from "./batch-arrays.ts";
import type { Tokenizer } from "./tokenizer.ts";

/** N rows of different lengths, one after another. */
export interface TokenRows {
  readonly ids: Int32Array;
  /** [N + 1] where rows begin. */
  readonly starts: Int32Array;
  /** [N] how many tokens of a row are of the first text, [CLS] and its [SEP] included. */
  readonly firsts: Int32Array;
}

export const rowCount = ({ firsts }: TokenRows): number => firsts.length;
export const longestRow = ({ starts }: TokenRows): number =>
  starts.reduce((longest, start, i) => Math.max(longest, start - (starts[i - 1] ?? start)), 0);

export interface RowBuilder {
  add(first: readonly number[], second: readonly number[] | null): void;
  rows(): TokenRows;
}

export function createRowBuilder({ special: { cls, sep }, between }: Pick<Tokenizer, "special" | "between">): RowBuilder {
  const [ids, starts, firsts]: [number[], number[], number[]] = [[], [0], []];
  return {
    add(first, second) {
      if (second === null) ids.push(cls, ...first, sep);
      else ids.push(cls, ...first, ...between, ...second, sep);
      firsts.push(first.length + 2);
      starts.push(ids.length);
    },
    rows: () => ({ ids: Int32Array.from(ids), starts: Int32Array.from(starts), firsts: Int32Array.from(firsts) }),
  };
}

/** @param mostTokens of a row; of pairs that are longer the longer text is cut, token by token, as BERT does */
export function tokeniseSentences(examples: readonly SentenceExample[], tokenizer: Tokenizer, mostTokens: number): TokenRows {
  const builder = createRowBuilder(tokenizer);
  for (const { first, second } of examples) {
    const [a, b] = [tokenizer.encode(first), second === null ? null : tokenizer.encode(second)];
    if (b === null) {
      builder.add(a.slice(0, mostTokens - 2), null);
      continue;
    }
    const room = mostTokens - 2 - tokenizer.between.length;
    const keptB = Math.min(b.length, Math.max(Math.floor(room / 2), room - a.length));
    builder.add(a.slice(0, room - keptB), b.slice(0, keptB));
  }
  return builder.rows();
}

/** Rows that enter a step together, padded to S tokens; where there are fewer than B, the others are padding. */
export function rowArrays(rows: TokenRows, picked: ArrayLike<number>, batchSize: number, sequenceLength: number, pad: number): EncoderArrays {
  const size = batchSize * sequenceLength;
  const [inputIds, tokenTypeIds, attentionMask] = [new Int32Array(size).fill(pad), new Int32Array(size), new Float32Array(size)];
  for (let i = 0; i < picked.length; i++) {
    const row = picked[i] ?? 0;
    const ids = rows.ids.subarray(rows.starts[row], rows.starts[row + 1]);
    const start = i * sequenceLength;
    inputIds.set(ids, start);
    tokenTypeIds.fill(1, start + (rows.firsts[row] ?? 0), start + ids.length);
    attentionMask.fill(1, start, start + ids.length);
  }
  const shape: [number, number] = [batchSize, sequenceLength];
  return { inputIds: { shape, data: inputIds }, tokenTypeIds: { shape, data: tokenTypeIds }, attentionMask: { shape, data: attentionMask } };
}
