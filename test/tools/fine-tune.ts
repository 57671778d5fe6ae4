/**
 * `npm run fine-tune`: fine-tunes a checkpoint on a downstream task, with the page's own code, on WebAssembly in Node,
 * prints its score and writes it with its head as a Hugging Face directory.
 */
import { mkdirSync, openAsBlob, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import * as v from "valibot";
import { isForeseen, messageOf } from "../../src/base/errors.ts";
import { readModelFiles } from "../../src/formats/hugging-face.ts";
import { guessTask, readTask } from "../../src/formats/tasks/read-task.ts";
import { fineTune, type FineTuned } from "../../src/lab/downstream/fine-tune.ts";

import { prepareTask, type PreparedTask } from "../../src/lab/downstream/prepare-task.ts";
import { readTeacher } from "../../src/lab/read-teacher.ts";
import { taskModelDirectory } from "../../src/lab/downstream/task-model.ts";
import { downstreamFacts, downstreamNames, measureNames, measures } from "../../src/study/downstream.ts";
import { fineTuningSchema, usualFineTuning, type FineTuning } from "../../src/study/fine-tuning.ts";
import { gridOf } from "../../src/study/fine-tuning-grid.ts";
import { chosenRuns, scoreOfRuns } from "../../src/study/task-scores.ts";
import { parse } from "../../src/study/parse.ts";
import { startBackend } from "./node-backend.ts";

const usage = `npm run fine-tune -- --model DIR --task PATH [options]
  --model DIR        a BERT-family checkpoint in Hugging Face layout
  --task PATH        a folder with train.* and dev.*, or a file: TSV, CSV, JSON Lines, Parquet, SQuAD's JSON
  --kind NAME        what it is, where the name does not tell: ${downstreamNames.join(", ")}
  --out DIR          where the best fine-tuned network goes, with its head
  --epochs N  --batch N  --length N  --stride N  --examples N  --patience N  --rates X,Y  --seeds N  --seed N`;

const { values } = parseArgs({
  options: {
    ...Object.fromEntries(["model", "task", "kind", "out", "epochs", "batch", "length", "stride", "examples", "patience", "rates", "seeds"].map((name) => [name, { type: "string" as const }])),
    seed: { type: "string", default: "1" },
    help: { type: "boolean", default: false },
  },
});

const settingNames = { epochs: "epochs", batch: "batchSize", length: "sequenceLength", stride: "documentStride", examples: "examples", patience: "patience", seeds: "seeds" } as const;
const text = (name: string) => {
  const value: unknown = Reflect.get(values, name);
  return typeof value === "string" ? value : undefined;
};

function settingsOf(): FineTuning {
  const given = Object.entries(settingNames).flatMap(([option, name]) => {
    const value = text(option);
    return value === undefined ? [] : [[name, Number(value)]];
  });
  const rates = text("rates")?.split(",").map(Number);
  return parse(fineTuningSchema, { ...usualFineTuning, ...Object.fromEntries(given), ...(rates && { learningRates: rates }) }, "the options");
}

const filesIn = (path: string) => (statSync(path).isDirectory() ? readdirSync(path).map((name) => join(path, name)).filter((file) => statSync(file).isFile()) : [path]);

async function main(model: string, path: string): Promise<void> {
  const settings = settingsOf();
  const files = filesIn(model).filter((file) => /\.(json|txt|safetensors)$/.test(file)).map((file) => ({ name: basename(file), bytes: new Uint8Array(readFileSync(file)) }));
  const { config, tensors: pretrained, tokenizer } = readTeacher(files);
  const taskFiles = await Promise.all(filesIn(resolve(path)).map(async (name) => ({ name, content: await openAsBlob(name) })));
  const named = text("kind");
  const task = named === undefined ? guessTask(taskFiles.map(({ name }) => name)) : parse(v.picklist(downstreamNames), named, "--kind");
  const prepared = prepareTask(task, await readTask(task, taskFiles), { tokenizer, maxPositionEmbeddings: config.maxPositionEmbeddings }, settings, Number(values.seed));
  tell(prepared);

  await startBackend("wasm");
  const results: FineTuned[] = [];
  for (const place of gridOf([task], settings, Number(values.seed))) {
    const running = fineTune({ config, pretrained, prepared, settings, ...place, now: () => performance.now() });
    const result = await followed(running, place.learningRate);
    results.push(result);
    console.log(`  learning rate ${place.learningRate}: best at step ${result.run.bestStep} of ${result.run.steps}, ${measuredText(result)}`);
  }
  const runs = results.map(({ run }) => run);
  const score = scoreOfRuns(runs, task);
  const [chosen] = [...chosenRuns(runs, task)].sort((a, b) => b.chosenBy - a.chosenBy);
  if (score !== null) console.log(`${downstreamFacts(task).label} score ${(100 * score.value).toFixed(1)} [${(100 * score.low).toFixed(1)}, ${(100 * score.high).toFixed(1)}] on ${score.samples} examples`);
  const out = text("out");
  const best = results.find(({ run }) => run === chosen);
  if (out === undefined || best === undefined) return;
  mkdirSync(out, { recursive: true });
  const directory = taskModelDirectory({ config: readModelFiles(files).config, head: prepared.head, labels: prepared.labels, tensors: best.tensors, files, origin: basename(resolve(model)), run: best.run, settings });
  for (const { name, bytes } of directory) writeFileSync(join(out, name), bytes);
  console.log(`written to ${out}`);
}

function tell({ task, training, stopping, development, sequenceLength }: PreparedTask): void {
  const counts = [training, stopping, development].map(({ rows }) => rows.firsts.length);
  console.log(`${downstreamFacts(task).label}: ${counts[0]} rows to train on, ${counts[1]} to stop by, ${counts[2]} to judge by; ${sequenceLength} tokens`);
  const labels = development.targets["labels"];
  if (downstreamFacts(task).predicts !== "class" || labels === undefined) return;
  const most = Math.max(...[...new Set(labels)].map((label) => labels.filter((other: number) => other === label).length));
  console.log(`  the most frequent class is right in ${((100 * most) / labels.length).toFixed(1)} %`);
}

const measuredText = ({ run }: FineTuned) =>
  measureNames.flatMap((name) => (run.measured[name] === undefined ? [] : [`${measures[name]} ${(100 * run.measured[name]).toFixed(1)}`])).join(", ");

async function followed(running: ReturnType<typeof fineTune>, learningRate: number): Promise<FineTuned> {
  const started = performance.now();
  for (let shown = started; ; ) {
    const { done, value } = await running.next();
    if (done) return value;
    const now = performance.now();
    if (now - shown < 10_000) continue;
    shown = now;
    const left = ((now - started) / 1000) * (value.steps / Math.max(1, value.step) - 1);
    console.log(`  learning rate ${learningRate}: ${value.phase}, step ${value.step} of ${value.steps}, loss ${value.loss?.toFixed(3) ?? "…"}, at most ${Math.ceil(left)} s left`);
  }
}

const [model, task] = [text("model"), text("task")];
if (values.help === true || model === undefined || task === undefined) console.log(usage);
else {
  try {
    await main(model, task);
  } catch (error) {
    if (!isForeseen(error)) throw error;
    console.error(messageOf(error));
    process.exitCode = 1;
  }
}
