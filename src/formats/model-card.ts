/** The README.md of an exported student: where it comes from, how it was made, what was measured and on what. */
import { axisLabels, axisNames } from "../study/architecture.ts";
import type { Estimate } from "../study/measurement.ts";
import { metricNames, metrics } from "../study/metrics.ts";
import type { Study, Trial } from "../study/study.ts";
import { onnxFileNames, transformersDtypes, type Precision } from "./onnx/precision.ts";
import { markdownText, writeMarkdownTable, type MarkdownRow } from "./markdown-table.ts";

export interface CardFacts {
  readonly study: Study;
  readonly trial: Trial;
}

/** Six digits are more than any of these is known to. */
const rounded = (value: number) => String(Number(value.toPrecision(6)));

/** @param onnx the precisions in which the student also lies beside the card as an ONNX model */
export function writeModelCard({ study, trial }: CardFacts, onnx: readonly Precision[] = []): string {
  const { tasks, template } = study.requirements;
  return [
    frontMatter(tasks.includes("mlm") ? "fill-mask" : null, [template.name], onnx),
    `# ${markdownText(`${study.name}, trial ${trial.id}`)}\n\n${howFound({ study, trial })}\n`,
    ...studentSections({ study, trial }, "Measured"),
    ...onnxSections(onnx),
  ].join("\n");
}

const scheduleOf = ({ role }: Trial) => (role === "regular" ? "regular" : "flash");

export const howFound = ({ study, trial }: CardFacts): string =>
  `A student of ${markdownText(study.teacher.name)}, found and trained by AutoDistill Web: Bayesian optimisation over ` +
  `student architectures, ${scheduleOf(trial)} distillation, accuracy and latency measured on one device.`;

/** @param measuredTitle over what the study measured of it */
export function studentSections({ study, trial }: CardFacts, measuredTitle: string): readonly string[] {
  const { schedule } = study.requirements;
  return [
    `## Lineage\n\n${writeMarkdownTable(lineage({ study, trial }))}`,
    `## Architecture\n\n${writeMarkdownTable(architecture({ study, trial }))}`,
    `## Schedule (${scheduleOf(trial)})\n\n${writeMarkdownTable(pairs({ ...schedule, share: shareOf(study, trial) }))}`,
    `## ${measuredTitle}\n\n${measured(trial)}`,
    `## Device\n\n${device(trial)}`,
  ];
}

export const onnxSections = (onnx: readonly Precision[]): readonly string[] => (onnx.length > 0 ? [`## ONNX\n\n${onnxFiles(onnx)}`] : []);

/** What a hub reads. @param pipeline what it is for, by the hub's name */
export function frontMatter(pipeline: string | null, ownTags: readonly string[], onnx: readonly Precision[]): string {
  const task = pipeline === null ? [] : [`pipeline_tag: ${pipeline}`];
  const tags = [...ownTags, "knowledge-distillation", "autodistill", ...(onnx.length > 0 ? ["onnx", "transformers.js"] : [])].map((tag) => `- ${tag}`);
  return ["---", "library_name: transformers", ...task, "tags:", ...tags, "---", ""].join("\n");
}

function lineage({ study, trial }: CardFacts): MarkdownRow[] {
  const { teacher, corpus, requirements } = study;
  return pairs({
    Teacher: `${teacher.name} (${teacher.modelType}, ${teacher.numHiddenLayers} layers, hidden size ${teacher.hiddenSize}, ${teacher.parameters} parameters)`,
    "Teacher, SHA-256": teacher.fingerprint,
    Text: `${corpus.name} (${corpus.documents} documents, ${corpus.sentences} sentences)`,
    "Text, SHA-256": corpus.fingerprint,
    Tasks: requirements.tasks.join(", "),
    Study: study.id,
    Trial: trial.parent === null ? String(trial.id) : `${trial.id}, the regular schedule of trial ${trial.parent}`,
    "Suggested by": trial.origin,
    Seed: String(requirements.seed),
    "Training and evaluation": `${rounded(trial.seconds)} s`,
  });
}

function architecture({ study, trial }: CardFacts): MarkdownRow[] {
  const axes = axisNames.map((axis) => [axisLabels[axis].label, String(trial.architecture[axis])]);
  return pairs({ ...Object.fromEntries(axes), ...study.requirements.template });
}

/** The share of the regular step counts that this student was given. */
function shareOf(study: Study, trial: Trial): string {
  return trial.role === "regular" ? "all steps" : `${rounded(study.requirements.schedule.flashShare * 100)} % of the steps`;
}

function measured(trial: Trial): string {
  const estimates = trial.measurement?.metrics ?? {};
  const rows = metricNames.flatMap((name) => {
    const estimate = estimates[name];
    if (!estimate) return [];
    const { label, unit } = metrics[name];
    return [{ Metric: label, Value: `${rounded(estimate.value)} ${unit}`.trim(), "95 % interval": interval(estimate) }];
  });
  return rows.length > 0 ? writeMarkdownTable(rows) : "Nothing was measured.\n";
}

function interval({ low, high, samples }: Estimate): string {
  return samples === 0 ? "exact" : `${rounded(low)} to ${rounded(high)} (${samples} samples)`;
}

function device({ device, measurement }: Trial): string {
  if (!device) return "Unknown.\n";
  const warning = device.software ? "\nThe adapter is emulated on the processor: the latency says nothing of a real GPU.\n" : "";
  const drift = measurement?.timing?.drifted ? "\nThe device's speed drifted while the latency was taken.\n" : "";
  const { backend, adapter, threads } = device;
  return writeMarkdownTable(pairs({ Backend: backend, Adapter: adapter, Threads: String(threads) })) + warning + drift;
}

function onnxFiles(onnx: readonly Precision[]): string {
  const rows = onnx.map((precision) => ({ File: onnxFileNames[precision], Matrices: precision, "dtype in transformers.js": transformersDtypes[precision] }));
  return `${writeMarkdownTable(rows)}\nEverything measured above is of the float32 weights.\n`;
}

function pairs(facts: Readonly<Record<string, string | number | boolean>>): MarkdownRow[] {
  return Object.entries(facts).map(([name, value]) => ({ What: name, Value: String(value) }));
}
