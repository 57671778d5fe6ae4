/** The README.md of a fine-tuned network: what it was, on what it was fine-tuned and how well it does. */
import { downstreamFacts, measureNames, measures } from "../study/downstream.ts";
import type { FineTuning, FinishedRun } from "../study/fine-tuning.ts";
import { markdownText, writeMarkdownTable } from "./markdown-table.ts";
import { frontMatter, howFound, onnxSections, studentSections, type CardFacts } from "./model-card.ts";
import type { Precision } from "./onnx/precision.ts";

export interface TaskCardFacts {
  /** What was fine-tuned, in words. */
  readonly origin: string;
  readonly run: FinishedRun;
  readonly settings: FineTuning;
  /** Where it was a student of a study. */
  readonly student?: CardFacts | undefined;
}

const rounded = (value: number) => String(Number(value.toPrecision(6)));
const pipelines = { class: "text-classification", number: "text-classification", span: "question-answering" } as const;

/** @param onnx the precisions in which it also lies beside the card as an ONNX model */
export function writeTaskCard({ origin, run, settings, student }: TaskCardFacts, onnx: readonly Precision[]): string {
  const { label, predicts } = downstreamFacts(run.task);
  const { learningRates: _, seeds: __, ...schedule } = settings;
  const data = student?.study.requirements.downstream?.tasks.find(({ task }) => task === run.task);
  const about = data && { "Task data": data.name, "Task data, SHA-256": data.fingerprint };
  const facts = { ...about, ...schedule, learningRate: run.learningRate, seed: run.seed, steps: run.steps, bestStep: run.bestStep };
  const found = measureNames.flatMap((name) => {
    const value = run.measured[name];
    return value === undefined ? [] : [{ Measure: measures[name], Value: rounded(value) }];
  });
  const { score } = run;
  return [
    frontMatter(pipelines[predicts], student ? [student.study.requirements.template.name] : [], onnx),
    `# ${markdownText(`${origin}, fine-tuned on ${label}`)}\n`,
    ...(student ? [`${howFound(student)} Then it was fine-tuned.\n`] : []),
    `## Measured on ${score.samples} development examples\n\n${writeMarkdownTable(found)}`,
    `Score ${rounded(score.value)}, 95 % interval ${rounded(score.low)} to ${rounded(score.high)}. The examples that chose step and learning rate were others.\n`,
    `## Fine-tuning\n\n${writeMarkdownTable(Object.entries(facts).map(([What, value]) => ({ What, Value: String(value) })))}`,
    ...(student ? studentSections(student, "Measured in the study") : []),
    ...onnxSections(onnx),
  ].join("\n");
}
