/**
 * A family of encoders that compute what some BERT computes, from files with other names: its configuration as that
 * BERT's, the names, and the tensors that the files lack or hold in another shape. A task's head has BERT's parts, but
 * other names, and another activation between them.
 */
import type { NamedTensors } from "../../base/tensors.ts";
import type { BertConfig } from "../bert-config.ts";
import type { NameInFile } from "../parameters.ts";

export interface Family {
  /**
   * @param json the parsed `config.json`
   * @throws Refused naming the first wrong field and its value
   */
  readConfig(json: unknown): BertConfig;
  readonly nameInFile: NameInFile;
  /** The file's tensors, all of them there and shaped as the BERT wants them. */
  completed(tensors: NamedTensors, hiddenSize: number): NamedTensors;
  /** A network's tensors under its own names, as the family's files hold them: the same function. */
  stored(tensors: NamedTensors): NamedTensors;
}

type Rules = readonly (readonly [from: string, to: string])[];

/** Where pooler and classifier are the two layers of one head. */
export const headOfTwo: Rules = [
  ["bert.pooler.dense.", "classifier.dense."],
  ["classifier.", "classifier.out_proj."],
];

/** The first rule whose beginning fits says how the name begins in the file; a name that none fits stays. */
export function renamedBy(rules: Rules): NameInFile {
  return (parameter) => {
    const rule = rules.find(([from]) => parameter.startsWith(from));
    return rule === undefined ? parameter : rule[1] + parameter.slice(rule[0].length);
  };
}
