/** The `config.json` of a network with the head of a downstream task, as `save_pretrained` writes it. */
import * as v from "valibot";
import { Refused } from "../base/errors.ts";
import type { NamedTensors } from "../base/tensors.ts";
import { parse, shown } from "../study/parse.ts";
import { parseConfig } from "./load.ts";
import { checkTensors } from "./parameters.ts";
import { createTaskNetwork, type TaskHead, type TaskNetwork } from "./task-network.ts";

type Json = Readonly<Record<string, unknown>>;

/** How Hugging Face's classes of a model begin. */
const classes = { bert: "Bert", mobilebert: "MobileBert" } as const;
const tails = { sequence: "ForSequenceClassification", span: "ForQuestionAnswering" } as const satisfies Record<TaskHead["kind"], string>;

/**
 * @param json of the network without the head
 * @param labels of the classes; none where the head gives a number
 * @throws Refused for families whose heads have other parts
 */
export function taskConfig(json: Json, head: TaskHead, labels: readonly string[]): Json {
  const type = String(json["model_type"]);
  if (type !== "bert" && type !== "mobilebert") throw new Refused(`a head of this family cannot be written: ${shown(type)}`, "model_type");
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

const fileSchema = v.object({
  architectures: v.tupleWithRest([v.string()], v.string()),
  id2label: v.optional(v.record(v.pipe(v.string(), v.digits()), v.string()), {}),
  problem_type: v.nullish(v.picklist(["regression", "single_label_classification"]), null),
});

export interface LoadedTaskNetwork {
  readonly network: TaskNetwork;
  readonly labels: readonly string[];
  readonly tensors: NamedTensors;
}

/**
 * A fine-tuned network from its files.
 * @throws Refused where they hold no head, or not the one that they name
 */
export function loadTaskNetwork(json: unknown, tensors: NamedTensors, what = "model.safetensors"): LoadedTaskNetwork {
  const config = parseConfig(json);
  const { architectures, id2label, problem_type } = parse(fileSchema, json, "config.json");
  const [name] = architectures;
  const kind = (["sequence", "span"] as const).find((each) => name === `${classes[config.modelType]}${tails[each]}`);
  if (kind === undefined) throw new Refused(`config.json names no head of a downstream task: ${shown(name)}`, "architectures");
  // Hugging Face's default where the file says nothing.
  const names = Object.keys(id2label).length === 0 ? ["LABEL_0", "LABEL_1"] : Object.entries(id2label).sort(([a], [b]) => Number(a) - Number(b)).map(([, label]) => label);
  const network = createTaskNetwork(config, kind === "span" ? { kind } : { kind, outputs: names.length });
  const labels = kind === "span" || problem_type === "regression" ? [] : names;
  return { network, labels, tensors: checkTensors(network, tensors, what) };
}
