/** Between named tensors (files, workers) and a network's live parameters. */
import { Refused } from "../base/errors.ts";
import type { NamedTensor, NamedTensors } from "../base/tensors.ts";
import * as tf from "../engine/tf.ts";
import type { Target } from "./heads.ts";
import type { Network, Parameters } from "./network.ts";

/** Parameters that an optimiser may write to. */
export type Variables = ReadonlyMap<string, tf.Variable>;

/** What a family of encoders calls a network's parameter in its files. */
export type NameInFile = (parameter: string) => string;
const ownName: NameInFile = (parameter) => parameter;

/** Of parameters that share their values a file may hold either. */
function tiedTo(parameter: string): readonly string[] {
  if (parameter === "cls.predictions.bias") return ["cls.predictions.decoder.bias"];
  return parameter.endsWith(".embeddings.word_embeddings.weight") ? ["cls.predictions.decoder.weight"] : [];
}

/**
 * The names under which a file may hold a parameter: its family's; without the encoder's prefix (saved from a bare
 * encoder); with the norms' names of BERT's first checkpoints; a parameter's that it is tied to.
 */
function aliasesOf(parameter: string, nameInFile: NameInFile): readonly string[] {
  const name = nameInFile(parameter);
  const bare = name.replace(/^(bert|mobilebert|distilbert|electra|roberta)\./, "");
  const early = name.replace(/LayerNorm\.weight$/, "LayerNorm.gamma").replace(/LayerNorm\.bias$/, "LayerNorm.beta");
  return [name, bare, early, ...tiedTo(parameter).map(nameInFile)];
}

function find(tensors: NamedTensors, parameter: string, nameInFile: NameInFile): NamedTensor | undefined {
  for (const alias of aliasesOf(parameter, nameInFile)) {
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
export function checkTensors(network: Pick<Network, "shapes">, tensors: NamedTensors, what: string, nameInFile: NameInFile = ownName): NamedTensors {
  const checked = new Map<string, NamedTensor>();
  for (const [parameter, shape] of network.shapes) {
    const tensor = find(tensors, parameter, nameInFile);
    const name = nameInFile(parameter);
    if (tensor === undefined) throw new Refused(`${what} lacks the tensor "${name}" ${shapeText(shape)}`, name);
    if (shapeText(tensor.shape) !== shapeText(shape)) {
      throw new Refused(`${what}: the tensor "${name}" must have the shape ${shapeText(shape)}, got ${shapeText(tensor.shape)}`, name);
    }
    checked.set(parameter, tensor);
  }
  return checked;
}

/** For which tasks a file holds heads. */
export function targetsOf(tensors: NamedTensors, nameInFile: NameInFile = ownName): readonly Target[] {
  const targets: Target[] = [];
  if (tensors.has(nameInFile("cls.predictions.transform.dense.weight"))) targets.push("mlm");
  if (tensors.has(nameInFile("cls.seq_relationship.weight"))) targets.push("nsp");
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
