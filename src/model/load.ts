/** From a checkpoint's files to a network: the one place that knows every network there is. */
import * as v from "valibot";
import { Refused } from "../base/errors.ts";
import type { NamedTensors } from "../base/tensors.ts";
import { parse, shown } from "../study/parse.ts";
import { parseBertConfig, type BertConfig } from "./bert-config.ts";
import { createBert } from "./bert.ts";
import { allTargets, type Target } from "./heads.ts";
import { parseMobileBertConfig, type MobileBertConfig } from "./mobilebert-config.ts";
import { createMobileBert } from "./mobilebert.ts";
import type { Network } from "./network.ts";
import { checkTensors, targetsOf } from "./parameters.ts";

export type NetworkConfig = BertConfig | MobileBertConfig;

/**
 * @param json the parsed `config.json`
 * @throws Refused naming an unknown model type, or the first wrong field and its value
 */
export function parseConfig(json: unknown): NetworkConfig {
  const { model_type: modelType } = parse(v.object({ model_type: v.string() }), json, "config.json");
  if (modelType === "bert") return parseBertConfig(json);
  if (modelType === "mobilebert") return parseMobileBertConfig(json);
  throw new Refused(`unknown model_type (expected bert or mobilebert): ${shown(modelType)}`, "model_type");
}

export function createNetwork(config: NetworkConfig, targets: readonly Target[] = allTargets): Network {
  return config.modelType === "bert" ? createBert(config, targets) : createMobileBert(config, targets);
}

export interface LoadedNetwork {
  readonly config: NetworkConfig;
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
  const targets = targetsOf(tensors);
  const network = createNetwork(config, targets);
  return { config, network, tensors: checkTensors(network, tensors, what), targets };
}
