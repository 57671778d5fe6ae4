import type { NamedFile } from "../../base/files.ts";
import type { NamedTensors } from "../../base/tensors.ts";
import { writeModelDirectory } from "../../formats/hugging-face.ts";
import type { Precision } from "../../formats/onnx/precision.ts";
import { writeTaskCard, type TaskCardFacts } from "../../formats/task-card.ts";
import { modelTypeOf, parseConfig } from "../../model/load.ts";
import { storedTensors } from "../../model/load-task.ts";
import { taskConfig } from "../../model/task-config.ts";
import type { TaskHead } from "../../model/task-network.ts";
import { withWholeTokenizer } from "../tokenizer-files.ts";

export interface TaskModel extends TaskCardFacts {
  /** `config.json` of the network without the head. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly head: TaskHead;
  readonly labels: readonly string[];
  readonly tensors: NamedTensors;
  readonly onnx?: ReadonlyMap<Precision, Uint8Array>;
  /** Among others those of the tokenizer. */
  readonly files: readonly NamedFile[];
}

/** A fine-tuned network as a Hugging Face directory. */
export function taskModelDirectory({ config, head, labels, tensors, files, onnx, ...facts }: TaskModel): readonly NamedFile[] {
  return writeModelDirectory({
    config: taskConfig(config, head, labels),
    tensors: storedTensors(config, tensors),
    tokenizerFiles: withWholeTokenizer(files, modelTypeOf(config), parseConfig(config).maxPositionEmbeddings),
    card: writeTaskCard(facts, [...(onnx?.keys() ?? [])]),
    ...(onnx && { onnx }),
  });
}
