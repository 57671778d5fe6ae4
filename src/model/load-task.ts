/** From the files of a fine-tuned network to the network, and back to its tensors as files hold them. */
import * as v from "valibot";
import { Refused } from "../base/errors.ts";
import type { NamedTensors } from "../base/tensors.ts";
import { parse, shown } from "../study/parse.ts";
import { familyOf } from "./families/index.ts";
import { modelTypeOf, parseConfig } from "./load.ts";
import { checkTensors } from "./parameters.ts";
import { classes, tails } from "./task-config.ts";
import { createTaskNetwork, type TaskNetwork } from "./task-network.ts";

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
  const modelType = modelTypeOf(json);
  const family = familyOf(modelType);
  const { architectures, id2label, problem_type } = parse(fileSchema, json, "config.json");
  const [name] = architectures;
  const kind = (["sequence", "span"] as const).find((each) => name === `${classes[modelType]}${tails[each]}`);
  if (kind === undefined) throw new Refused(`config.json names no head of a downstream task: ${shown(name)}`, "architectures");
  // Hugging Face's default where the file says nothing.
  const names = Object.keys(id2label).length === 0 ? ["LABEL_0", "LABEL_1"] : Object.entries(id2label).sort(([a], [b]) => Number(a) - Number(b)).map(([, label]) => label);
  const network = createTaskNetwork(config, kind === "span" ? { kind } : { kind, outputs: names.length });
  const labels = kind === "span" || problem_type === "regression" ? [] : names;
  const completed = family ? family.completed(tensors, config.hiddenSize) : tensors;
  return { network, labels, tensors: checkTensors(network, completed, what, family?.nameInFile) };
}

/** @param json the `config.json` of the network, with or without the head */
export function storedTensors(json: unknown, tensors: NamedTensors): NamedTensors {
  const family = familyOf(modelTypeOf(json));
  return family === null ? tensors : new Map([...family.stored(tensors)].map(([name, tensor]) => [family.nameInFile(name), tensor]));
}
