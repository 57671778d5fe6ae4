/**
 * SQuAD v1.1 and v2.0: the official files (articles of paragraphs of questions), and the hub's flat records, under "data"
 * or in Parquet.
 * Positions of answers are counted in characters as Python counts them, by code points; here they become JavaScript's.
 */
import * as v from "valibot";
import { Refused } from "../../base/errors.ts";
import type { QuestionExample } from "../../study/examples.ts";
import { parse, shown } from "../../study/parse.ts";
import { parseJson } from "../json.ts";
import { piecesOf, type StreamedFile } from "../text/lines.ts";

/** Four times SQuAD's own: its questions are held whole. */
const mostBytes = 160e6;

const text = v.string();
const start = v.pipe(v.number(), v.integer(), v.minValue(0));
const question = { id: text, question: text };
const articlesSchema = v.array(
  v.object({
    paragraphs: v.array(
      v.object({
        context: text,
        qas: v.array(
          v.object({ ...question, is_impossible: v.optional(v.boolean(), false), answers: v.optional(v.array(v.object({ text, answer_start: start })), []) }),
        ),
      }),
    ),
  }),
);
const recordSchema = v.object({ ...question, context: text, answers: v.object({ text: v.array(text), answer_start: v.array(start) }) });
const fileSchema = v.object({ data: v.pipe(v.array(v.unknown()), v.minLength(1)) });

/** @throws Refused naming the field, or the question whose answer is not where it should be */
export async function readSquad(file: StreamedFile, name: string): Promise<readonly QuestionExample[]> {
  const examples = /\.parquet$/i.test(name) ? await ofParquet(file, name) : await ofJson(file, name);
  const ids = new Set<string>();
  for (const { id } of examples) {
    if (ids.has(id)) throw new Refused(`${name}: two questions have the id ${shown(id)}`, "downstream");
    ids.add(id);
  }
  if (examples.length === 0) throw new Refused(`${name} has no questions`, "downstream");
  return examples;
}

async function ofParquet(file: StreamedFile, name: string): Promise<QuestionExample[]> {
  const { recordsOfParquet } = await import("./parquet.ts");
  const examples: QuestionExample[] = [];
  let characters = 0;
  for await (const [record, what] of recordsOfParquet(file, name)) {
    const example = ofRecord(parse(recordSchema, record, what), name);
    examples.push(example);
    characters += example.context.length;
    if (characters > mostBytes) throw tooLarge(name, "characters of contexts", characters);
  }
  return examples;
}

async function ofJson(file: StreamedFile, name: string): Promise<QuestionExample[]> {
  if (file.size > mostBytes) throw tooLarge(name, "bytes", file.size);
  let content = "";
  for await (const piece of piecesOf(file, name)) {
    content += piece;
    if (content.length > mostBytes) throw tooLarge(name, "characters", content.length);
  }
  const { data } = parse(fileSchema, parseJson(content, name), name);
  if (v.is(v.looseObject({ paragraphs: v.unknown() }), data[0])) return ofArticles(data, name);
  return parse(v.array(recordSchema), data, `${name}: data`).map((record) => ofRecord(record, name));
}

const tooLarge = (name: string, what: string, found: number) => new Refused(`${name} is too large to be held: at most ${mostBytes} ${what}, got ${found}`, "downstream");

function ofArticles(data: readonly unknown[], name: string): QuestionExample[] {
  return parse(articlesSchema, data, `${name}: data`).flatMap(({ paragraphs }) =>
    paragraphs.flatMap(({ context, qas }) => {
      const place = placeIn(context);
      return qas.map(({ id, question, is_impossible, answers }) => ({
        id,
        question,
        context,
        answers: is_impossible ? [] : answers.map(({ text, answer_start }) => checked(context, text, place(answer_start), id, name)),
      }));
    }),
  );
}

function ofRecord({ id, question, context, answers: { text, answer_start } }: v.InferOutput<typeof recordSchema>, name: string): QuestionExample {
  if (text.length !== answer_start.length) throw new Refused(`${name}: question ${shown(id)} has ${text.length} answers and places of ${answer_start.length}`, "downstream");
  const place = placeIn(context);
  return { id, question, context, answers: text.map((answer, i) => checked(context, answer, place(answer_start[i] ?? 0), id, name)) };
}

/** From code points to places in a JavaScript string. */
function placeIn(context: string): (codePoint: number) => number {
  if (!/[\u{10000}-\u{10ffff}]/u.test(context)) return (codePoint) => codePoint;
  const places: number[] = [];
  let place = 0;
  for (const character of context) {
    places.push(place);
    place += character.length;
  }
  return (codePoint) => places[codePoint] ?? place;
}

function checked(context: string, text: string, start: number, id: string, name: string) {
  const found = context.slice(start, start + text.length);
  if (found !== text) throw new Refused(`${name}: the answer to question ${shown(id)} is not at character ${start}, where there is ${shown(found)}: ${shown(text)}`, "downstream");
  return { text, start };
}
