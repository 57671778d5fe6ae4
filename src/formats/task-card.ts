/** The README.md of a fine-tuned network: what it was, on what it was fine-tuned and how well it does. */
import { downstreamFacts, measureNames, measures } from "../study/downstream.ts";
import type { FineTuning, FinishedRun } from "../study/fine-tuning.ts";
import { markdownText, writeMarkdownTable } from "./markdown-table.ts";

export interface TaskCardFacts {
  /** What was fine-tuned, in words. */
  readonly origin: string;
  readonly run: FinishedRun;
  readonly settings: FineTuning;
}

const rounded = (value: number) => String(Number(value.toPrecision(6)));
const pipelines = { class: "text-classification", number: "text-classification", span: "question-answering" } as const;

export function writeTaskCard({ origin, run, settings }: TaskCardFacts): string {
  const { label, predicts } = downstreamFacts(run.task);
  const { learningRates: _, seeds: __, ...schedule } = settings;
  const facts = { ...schedule, learningRate: run.learningRate, seed: run.seed, steps: run.steps, bestStep: run.bestStep };
  const found = measureNames.flatMap((name) => {
    const value = run.measured[name];
    return value === undefined ? [] : [{ Measure: measures[name], Value: rounded(value) }];
  });
  const { score } = run;
  return [
    ["---", "library_name: transformers", `pipeline_tag: ${pipelines[predicts]}`, "tags:", "- knowledge-distillation", "- autodistill", "---", ""].join("\n"),
    `# ${markdownText(`${origin}, fine-tuned on ${label}`)}\n`,
    `## Measured on ${score.samples} development examples\n\n${writeMarkdownTable(found)}`,
    `Score ${rounded(score.value)}, 95 % interval ${rounded(score.low)} to ${rounded(score.high)}. The examples that chose step and learning rate were others.\n`,
    `## Fine-tuning\n\n${writeMarkdownTable(Object.entries(facts).map(([What, value]) => ({ What, Value: String(value) })))}`,
  ].join("\n");
}
