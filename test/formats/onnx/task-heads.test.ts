/** Fine-tuned students as ONNX models, run by onnxruntime-web, against our own outputs. */
import { beforeAll, expect, it } from "vitest";
import { createRandom } from "../../../src/base/random.ts";
import * as tf from "../../../src/engine/tf.ts";
import { taskOutputNames, writeOnnx } from "../../../src/formats/onnx/mobilebert.ts";
import { parseMobileBertConfig } from "../../../src/model/mobilebert-config.ts";
import { toTensors } from "../../../src/model/parameters.ts";
import { createTaskNetwork, type TaskHead } from "../../../src/model/task-network.ts";
import { runOnnx, worstDifference } from "../../suites/onnx.ts";
import { startBackend } from "../../tools/node-backend.ts";

const sizes = { vocab_size: 30, max_position_embeddings: 8, num_hidden_layers: 2, hidden_size: 16, embedding_size: 8, intra_bottleneck_size: 8, num_attention_heads: 2, intermediate_size: 12, num_feedforward_networks: 2 };
const input = { inputIds: [[1, 2, 3, 4], [5, 6, 7, 0]], tokenTypeIds: [[0, 0, 1, 1], [0, 0, 0, 0]], attentionMask: [[1, 1, 1, 1], [1, 1, 1, 0]] };

beforeAll(() => startBackend("wasm"));

it.each<[TaskHead, boolean]>([
  [{ kind: "sequence", outputs: 3 }, true],
  [{ kind: "sequence", outputs: 1 }, false],
  [{ kind: "span" }, false],
])("gives what the network gives: %j, with a pooler %s", async (head, pooler) => {
  const form = parseMobileBertConfig({ model_type: "mobilebert", ...sizes, classifier_activation: pooler });
  const network = createTaskNetwork(form, head);
  const random = createRandom(3);
  const tensors = new Map([...network.initialise(new Map(), 1)].map(([name, { shape, data }]) => [name, { shape, data: data.map((value) => value + 0.1 * random.normal()) }]));
  const ids = (rows: number[][]) => tf.tensor2d(rows, [2, 4], "int32");
  const logits = network.logits(toTensors(tensors), { inputIds: ids(input.inputIds), tokenTypeIds: ids(input.tokenTypeIds), attentionMask: tf.tensor2d(input.attentionMask) });
  const values = [...(await logits.data())];
  const found = await runOnnx(writeOnnx({ form, tensors, outputs: [], head: head.kind, precision: "float32" }), input);
  expect(Object.keys(found)).toEqual(taskOutputNames[head.kind]);
  taskOutputNames[head.kind].forEach((name, side) => {
    // Of spans each row has first the beginnings, then the ends.
    const own = head.kind === "sequence" ? values : [0, 1].flatMap((row) => values.slice(8 * row + 4 * side, 8 * row + 4 * side + 4));
    const shape = head.kind === "sequence" ? [2, head.outputs] : [2, 4];
    expect(worstDifference(found[name] ?? { shape: [], values: [] }, { shape, values: own })).toBeLessThan(1e-4);
  });
});
