/**
 * Questions about a text as token ids: [CLS] question [SEP] part of the context [SEP]. A context that is too long is
 * seen through several windows that overlap, as BERT does (arXiv 1810.04805, released `run_squad.py`).
 *
 * The context is cut at spaces, punctuation and ideographs into pieces, which BERT's tokenizers encode one by one, so
 * that the characters of every token are known; a token stands for its whole piece.
 */
import type { QuestionExample } from "../study/examples.ts";
import { createRowBuilder, type TokenRows } from "./token-rows.ts";
import type { Tokenizer } from "./tokenizer.ts";

export interface QuestionRows extends TokenRows {
  /** [N] which example a row is of. */
  readonly examples: Int32Array;
  /** [N] the first and the last token of the answer in its row; both 0, [CLS], where the window has none. */
  readonly begins: Int32Array;
  readonly ends: Int32Array;
  /** The characters [from, to) of the context that a token stands for, beside `ids`; 0 and 0 outside of the context. */
  readonly from: Int32Array;
  readonly to: Int32Array;
}

export interface WindowSizes {
  /** Tokens of a row at most. */
  readonly mostTokens: number;
  /** Tokens from the beginning of a window to that of the next. */
  readonly stride: number;
}

const mostQuestionTokens = 64;
const piecePattern = /[!-/:-@[-`{-~]|\p{P}|\p{Unified_Ideograph}|[^\s!-/:-@[-`{-~\p{P}\p{Unified_Ideograph}]+/gu;

interface ContextTokens {
  readonly ids: readonly number[];
  readonly from: readonly number[];
  readonly to: readonly number[];
}

function contextTokens(context: string, tokenizer: Tokenizer): ContextTokens {
  const [ids, from, to]: [number[], number[], number[]] = [[], [], []];
  for (const { 0: piece, index } of context.matchAll(piecePattern)) {
    // Byte-pair encodings tell words that follow a space from others.
    const spaced = /\s/.test(context[index - 1] ?? "") ? ` ${piece}` : piece;
    for (const id of tokenizer.encode(spaced)) {
      ids.push(id);
      from.push(index);
      to.push(index + piece.length);
    }
  }
  return { ids, from, to };
}

/** The tokens [first, last] that the first right answer touches; null where there is none. */
function answerTokens({ answers }: QuestionExample, { from, to }: ContextTokens): readonly [number, number] | null {
  const [answer] = answers;
  if (answer === undefined) return null;
  const end = answer.start + answer.text.length;
  const touched = from.flatMap((start, token) => (start < end && (to[token] ?? 0) > answer.start ? [token] : []));
  const [first, last] = [touched[0], touched.at(-1)];
  return first === undefined || last === undefined ? null : [first, last];
}

export function tokeniseQuestions(examples: readonly QuestionExample[], tokenizer: Tokenizer, { mostTokens, stride }: WindowSizes): QuestionRows {
  const builder = createRowBuilder(tokenizer);
  const lists = { examples: [] as number[], begins: [] as number[], ends: [] as number[], from: [] as number[], to: [] as number[] };
  // Questions about one text come one after another.
  let [known, context] = ["", contextTokens("", tokenizer)];
  examples.forEach((example, index) => {
    if (example.context !== known) [known, context] = [example.context, contextTokens(example.context, tokenizer)];
    const question = tokenizer.encode(example.question).slice(0, Math.min(mostQuestionTokens, mostTokens >> 1));
    const before = 1 + question.length + tokenizer.between.length;
    const room = mostTokens - before - 1;
    const answer = answerTokens(example, context);
    for (let start = 0; ; start += Math.min(room, stride)) {
      const end = Math.min(context.ids.length, start + room);
      builder.add(question, context.ids.slice(start, end));
      lists.examples.push(index);
      const inside = answer !== null && answer[0] >= start && answer[1] < end;
      lists.begins.push(inside ? before + answer[0] - start : 0);
      lists.ends.push(inside ? before + answer[1] - start : 0);
      for (const side of ["from", "to"] as const) {
        for (let i = 0; i < before; i++) lists[side].push(0);
        for (let i = start; i < end; i++) lists[side].push(context[side][i] ?? 0);
        lists[side].push(0);
      }
      if (end === context.ids.length) break;
    }
  });
  const typed = (list: readonly number[]) => Int32Array.from(list);
  return {
    ...builder.rows(),
    examples: typed(lists.examples),
    begins: typed(lists.begins),
    ends: typed(lists.ends),
    from: typed(lists.from),
    to: typed(lists.to),
  };
}
