/** Fine-tunes a checkpoint with every learning rate and seed that was asked for, and writes the best. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readModelFiles } from "../../../src/formats/hugging-face.ts";
import { fineTune, type FineTuned } from "../../../src/lab/downstream/fine-tune.ts";
import { prepareTask, type PreparedTask } from "../../../src/lab/downstream/prepare-task.ts";
import { taskModelDirectory } from "../../../src/lab/downstream/task-model.ts";
import { readTeacher } from "../../../src/lab/read-teacher.ts";
import { downstreamFacts, measureNames, measures } from "../../../src/study/downstream.ts";
import { gridOf } from "../../../src/study/fine-tuning-grid.ts";
import { chosenRuns, scoreOfRuns } from "../../../src/study/task-scores.ts";
import { startBackend } from "../node-backend.ts";
import { bringMaterial } from "./material.ts";
import type { FineTuneOptions } from "./options.ts";

type Say = (line: string) => void;

/** @throws UsageError · Refused in words for the person */
export async function runFineTuning(options: FineTuneOptions, say: Say): Promise<void> {
  const { settings, seed, out } = options;
  const { files, origin, task, examples } = await bringMaterial(options, say);
  const { config, tensors: pretrained, tokenizer } = readTeacher(files);
  const prepared = prepareTask(task, examples, { tokenizer, maxPositionEmbeddings: config.maxPositionEmbeddings }, settings, seed);
  describe(prepared, say);

  await startBackend("wasm");
  const results: FineTuned[] = [];
  for (const place of gridOf([task], settings, seed)) {
    const running = fineTune({ config, pretrained, prepared, settings, ...place, now: () => performance.now() });
    const result = await followed(running, place.learningRate, say);
    results.push(result);
    say(`  learning rate ${place.learningRate}: best at step ${result.run.bestStep} of ${result.run.steps}, ${measuredText(result)}`);
  }
  const runs = results.map(({ run }) => run);
  const score = scoreOfRuns(runs, task);
  const [chosen] = [...chosenRuns(runs, task)].sort((a, b) => b.chosenBy - a.chosenBy);
  if (score !== null) say(`${downstreamFacts(task).label} score ${(100 * score.value).toFixed(1)} [${(100 * score.low).toFixed(1)}, ${(100 * score.high).toFixed(1)}] on ${score.samples} examples`);
  const best = results.find(({ run }) => run === chosen);
  if (out === undefined || best === undefined) return;
  mkdirSync(out, { recursive: true });
  const { head, labels } = prepared;
  const directory = taskModelDirectory({ config: readModelFiles(files).config, head, labels, tensors: best.tensors, files, origin, run: best.run, settings });
  for (const { name, bytes } of directory) writeFileSync(join(out, name), bytes);
  say(`written to ${out}`);
}

function describe({ task, training, stopping, development, sequenceLength }: PreparedTask, say: Say): void {
  const counts = [training, stopping, development].map(({ rows }) => rows.firsts.length);
  say(`${downstreamFacts(task).label}: ${counts[0]} rows to train on, ${counts[1]} to stop by, ${counts[2]} to judge by; ${sequenceLength} tokens`);
  const labels = development.targets["labels"];
  if (downstreamFacts(task).predicts !== "class" || labels === undefined) return;
  const most = Math.max(...[...new Set(labels)].map((label) => labels.filter((other: number) => other === label).length));
  say(`  the most frequent class is right in ${((100 * most) / labels.length).toFixed(1)} %`);
}

const measuredText = ({ run }: FineTuned) =>
  measureNames.flatMap((name) => (run.measured[name] === undefined ? [] : [`${measures[name]} ${(100 * run.measured[name]).toFixed(1)}`])).join(", ");

async function followed(running: ReturnType<typeof fineTune>, learningRate: number, say: Say): Promise<FineTuned> {
  const started = performance.now();
  for (let shown = started; ; ) {
    const { done, value } = await running.next();
    if (done) return value;
    const now = performance.now();
    if (now - shown < 10_000) continue;
    shown = now;
    const left = ((now - started) / 1000) * (value.steps / Math.max(1, value.step) - 1);
    say(`  learning rate ${learningRate}: ${value.phase}, step ${value.step} of ${value.steps}, loss ${value.loss?.toFixed(3) ?? "…"}, at most ${Math.ceil(left)} s left`);
  }
}
