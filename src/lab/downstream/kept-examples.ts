import type { NamedFile } from "../../base/files.ts";
import { parseJson } from "../../formats/json.ts";
import { taskExamplesSchema, type TaskExamples } from "../../study/examples.ts";
import { parse } from "../../study/parse.ts";

/** The examples of a task as they are kept. @param name as the person knows them */
export const keptExamples = ({ bytes }: NamedFile, name: string): TaskExamples => parse(taskExamplesSchema, parseJson(new TextDecoder().decode(bytes), name), name);
