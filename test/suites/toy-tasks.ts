/** Downstream tasks that a tiny network can learn in a second. */
import { createTokenizer } from "../../src/data/tokenizer.ts";
import { fineTune, type FineTuned, type FineTuneProgress } from "../../src/lab/downstream/fine-tune.ts";
import { prepareTask } from "../../src/lab/downstream/prepare-task.ts";
import { createNetwork, parseConfig } from "../../src/model/load.ts";
import type { DownstreamName } from "../../src/study/downstream.ts";
import type { TaskExamples } from "../../src/study/examples.ts";
import { type FineTuning, usualFineTuning } from "../../src/study/fine-tuning.ts";

const words = ["good", "bad", "the", "film", "is", "who", "where"];
export const tokenizer = createTokenizer({ vocab: ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", ...words], lowerCase: true });
export const reader = { tokenizer, maxPositionEmbeddings: 16 };
export const config = parseConfig({ model_type: "bert", vocab_size: 12, max_position_embeddings: 16, num_hidden_layers: 1, hidden_size: 16, num_attention_heads: 2, intermediate_size: 16 });
export const pretrained = createNetwork(config).initialise(1);

export const settings: FineTuning = { ...usualFineTuning, batchSize: 8, epochs: 6, learningRates: [2e-2], sequenceLength: 16, documentStride: 4, warmupShare: 0 };

/** What a film is decides, wherever it is said. */
const sentences = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ first: i % 3 === 0 ? `the film is ${words[i % 2]}` : `${words[i % 2]} film`, second: null, label: i % 2 === 0 ? 1 : 0 }));
export const classes: Extract<TaskExamples, { kind: "sentences" }> = { kind: "sentences", labels: ["negative", "positive"], training: sentences(80), development: sentences(24), mismatched: null };
export const numbers: TaskExamples = { ...classes, labels: [], training: sentences(80).map((one) => ({ ...one, label: 5 * one.label })), development: sentences(24).map((one) => ({ ...one, label: 5 * one.label })) };
const question = (i: number) => {
  const context = `the film is ${words[i % 2]} ${"the film ".repeat(1 + (i % 4))}`;
  const start = context.indexOf(words[i % 2] ?? "");
  return { id: String(i), question: "where", context, answers: i % 5 === 0 ? [] : [{ text: words[i % 2] ?? "", start }] };
};
export const questions: Extract<TaskExamples, { kind: "questions" }> = { kind: "questions", training: Array.from({ length: 80 }, (_, i) => ({ ...question(i), question: i % 5 === 0 ? "who" : "where" })), development: null };

/** One run of fine-tuning on the current backend. */
export async function tuned(task: DownstreamName, examples: TaskExamples, change: Partial<FineTuning> = {}, seed = 3): Promise<{ result: FineTuned; told: FineTuneProgress[] }> {
  const own = { ...settings, ...change };
  const prepared = prepareTask(task, examples, reader, own, 1);
  const told: FineTuneProgress[] = [];
  const running = fineTune({ config, pretrained, prepared, settings: own, learningRate: own.learningRates[0] ?? 0, seed, now: () => performance.now() });
  for (;;) {
    const { done, value } = await running.next();
    if (done) return { result: value, told };
    told.push(value);
  }
}

const toyTasks = { sst2: classes, stsb: numbers, squad: questions } as const;
export type ToyTask = keyof typeof toyTasks;

/** The last loss of an epoch, which tells two backends apart if they differ. */
export async function lossAfterOneEpoch(task: ToyTask): Promise<number> {
  const { told } = await tuned(task, toyTasks[task], { epochs: 1, evaluationsPerEpoch: 1, learningRates: [3e-3] });
  return told.find(({ phase }) => phase === "judging")?.loss ?? Number.NaN;
}
