/** From a checkpoint's files to a network: the one place that knows every network there is. */
import * as v from "valibot";
import { Refused } from "../base/errors.ts";
import type { NamedTensors } from "../base/tensors.ts";
import { parse, shown } from "../study/parse.ts";
import { parseBertConfig, type BertConfig } from "./bert-config.ts";
import { createBert } from "./bert.ts";
import { families, familyOf, isFamilyName } from "./families/index.ts";
import { allTargets, type Target } from "./heads.ts";
import { parseMobileBertConfig, type MobileBertConfig } from "./mobilebert-config.ts";
import { createMobileBert } from "./mobilebert.ts";
import type { Network } from "./network.ts";
import { checkTensors, targetsOf } from "./parameters.ts";

export type NetworkConfig = BertConfig | MobileBertConfig;

export const modelTypeOf = (json: unknown) => parse(v.object({ model_type: v.string() }), json, "config.json").model_type;

/**
 * @param json the parsed `config.json`
 * @throws Refused naming an unknown model type, or the first wrong field and its value
 */
export function parseConfig(json: unknown): NetworkConfig {
  const modelType = modelTypeOf(json);
  if (modelType === "bert") return parseBertConfig(json);
  if (isFamilyName(modelType)) return families[modelType].readConfig(json);
  if (modelType === "mobilebert") return parseMobileBertConfig(json);
  throw new Refused(`unknown model_type (expected ${["bert", "mobilebert", ...Object.keys(families)].join(", ")}): ${shown(modelType)}`, "model_type");
}

export function createNetwork(config: NetworkConfig, targets: readonly Target[] = allTargets): Network {
  return config.modelType === "bert" ? createBert(config, targets) : createMobileBert(config, targets);
}

export interface LoadedNetwork {
  readonly config: NetworkConfig;
  /** As `config.json` calls it: networks of several families are computed as BERTs. */
  readonly modelType: string;
  readonly network: Network;
  /** Exactly the network's parameters under its own names. */
  readonly tensors: NamedTensors;
  /** The heads that the file holds; asking the network for another one is Refused. */
  readonly targets: readonly Target[];
}

/**
 * @param json the parsed `config.json`
 * @param tensors of `model.safetensors`
 * @throws Refused when the files do not describe a network, or not the same one
 */
export function loadNetwork(json: unknown, tensors: NamedTensors, what = "model.safetensors"): LoadedNetwork {
  const config = parseConfig(json);
  const modelType = modelTypeOf(json);
  const family = familyOf(modelType);
  const targets = targetsOf(tensors, family?.nameInFile);
  const network = createNetwork(config, targets);
  const completed = family ? family.completed(tensors, network.hiddenSize) : tensors;
  return { config, modelType, network, tensors: checkTensors(network, completed, what, family?.nameInFile), targets };
}
