/** Between named tensors (files, workers) and a network's live parameters. */
import { Refused } from "../base/errors.ts";
import type { NamedTensor, NamedTensors } from "../base/tensors.ts";
import * as tf from "../engine/tf.ts";
import type { Target } from "./heads.ts";
import type { Network, Parameters } from "./network.ts";

/** Parameters that an optimiser may write to. */
export type Variables = ReadonlyMap<string, tf.Variable>;

/**
 * The name under which a file may hold a parameter: as it is; without the encoder's prefix (saved from a bare encoder);
 * with the norms' names of BERT's first checkpoints; the output bias as its decoder's.
 */
function aliasesOf(name: string): readonly string[] {
  const bare = name.replace(/^(bert|mobilebert)\./, "");
  const early = name.replace(/LayerNorm\.weight$/, "LayerNorm.gamma").replace(/LayerNorm\.bias$/, "LayerNorm.beta");
  const tied = name === "cls.predictions.bias" ? ["cls.predictions.decoder.bias"] : [];
  return [name, bare, early, ...tied];
}

function find(tensors: NamedTensors, name: string): NamedTensor | undefined {
  for (const alias of aliasesOf(name)) {
    const tensor = tensors.get(alias);
    if (tensor !== undefined) return tensor;
  }
  return undefined;
}

const shapeText = (shape: readonly number[]) => `[${shape.join(", ")}]`;

/**
 * Exactly the network's parameters under its own names, picked from a file's tensors. Tensors it does not use are
 * ignored, among them the tied copies of the output weights.
 * @param what the file's name, for the message
 * @throws Refused naming a missing tensor, or one of another shape and both shapes
 */
export function checkTensors(network: Network, tensors: NamedTensors, what: string): NamedTensors {
  const checked = new Map<string, NamedTensor>();
  for (const [name, shape] of network.shapes) {
    const tensor = find(tensors, name);
    if (tensor === undefined) throw new Refused(`${what} lacks the tensor "${name}" ${shapeText(shape)}`, name);
    if (shapeText(tensor.shape) !== shapeText(shape)) {
      throw new Refused(`${what}: the tensor "${name}" must have the shape ${shapeText(shape)}, got ${shapeText(tensor.shape)}`, name);
    }
    checked.set(name, tensor);
  }
  return checked;
}

/** For which tasks a file holds heads. */
export function targetsOf(tensors: NamedTensors): readonly Target[] {
  const targets: Target[] = [];
  if (tensors.has("cls.predictions.transform.dense.weight")) targets.push("mlm");
  if (tensors.has("cls.seq_relationship.weight")) targets.push("nsp");
  return targets;
}

/** Parameters for training; free them with `disposeParameters`. */
export function toVariables(tensors: NamedTensors): Variables {
  // Named by tfjs: its names are global, and two students may be alive at once.
  return new Map([...tensors].map(([name, { shape, data }]) => [name, tf.tidy(() => tf.variable(tf.tensor(data, [...shape])))]));
}

/** Parameters that stay as they are: a teacher's. Free them with `disposeParameters`. */
export function toTensors(tensors: NamedTensors): Parameters {
  return new Map([...tensors].map(([name, { shape, data }]) => [name, tf.tensor(data, [...shape])]));
}

/** Reads parameters back; the caller keeps them. */
export async function fromTensors(parameters: Parameters): Promise<NamedTensors> {
  const entries = [...parameters].map(async ([name, tensor]): Promise<[string, NamedTensor]> => {
    const data = await tensor.data<"float32">();
    return [name, { shape: tensor.shape, data: Float32Array.from(data) }];
  });
  return new Map(await Promise.all(entries));
}

export function disposeParameters(parameters: Parameters): void {
  for (const tensor of parameters.values()) tensor.dispose();
}
