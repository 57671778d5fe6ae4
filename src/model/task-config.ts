/** The `config.json` of a network with the head of a downstream task, as `save_pretrained` writes it. */
import { Refused } from "../base/errors.ts";
import { shown } from "../study/parse.ts";
import type { TaskHead } from "./task-network.ts";

type Json = Readonly<Record<string, unknown>>;

/** How Hugging Face's classes of a model begin. */
export const classes: Readonly<Record<string, string>> = { bert: "Bert", mobilebert: "MobileBert", distilbert: "DistilBert", electra: "Electra", roberta: "Roberta" };
export const tails = { sequence: "ForSequenceClassification", span: "ForQuestionAnswering" } as const satisfies Record<TaskHead["kind"], string>;

/**
 * @param json of the network without the head
 * @param labels of the classes; none where the head gives a number
 * @throws Refused for families that are not known
 */
export function taskConfig(json: Json, head: TaskHead, labels: readonly string[]): Json {
  const type = String(json["model_type"]);
  if (classes[type] === undefined) throw new Refused(`a head of this family cannot be written: ${shown(type)}`, "model_type");
  const config = { ...json, architectures: [`${classes[type]}${tails[head.kind]}`] };
  if (head.kind === "span") return config;
  const names = Array.from({ length: head.outputs }, (_, id) => labels[id] ?? `LABEL_${id}`);
  return {
    ...config,
    id2label: Object.fromEntries(names.map((name, id) => [id, name])),
    label2id: Object.fromEntries(names.map((name, id) => [name, id])),
    num_labels: head.outputs,
    problem_type: labels.length === 0 ? "regression" : "single_label_classification",
  };
}
