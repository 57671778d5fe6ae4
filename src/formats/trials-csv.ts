/**
 * All trials of a study as a spreadsheet reads them: RFC 4180, one trial a line, values unrounded. Read again by
 * read-trials-csv.ts.
 */
import { axisNames } from "../study/architecture.ts";
import { isScore, metricNames } from "../study/metrics.ts";
import type { Study, Trial } from "../study/study.ts";

type Cell = string | number | boolean | null | undefined;

export function writeTrialsCsv(study: Study): string {
  const all: readonly Column[] = [{ header: "study", cell: () => study.id }, ...columnsOf(study)];
  const lines = [all.map(({ header }) => header), ...study.trials.map((trial) => all.map(({ cell }) => cell(trial)))];
  return lines.map((cells) => `${cells.map(written).join(",")}\r\n`).join("");
}

interface Column {
  readonly header: string;
  readonly cell: (trial: Trial) => Cell;
}

/** Of the many downstream tasks only those that a study has. */
const metricsOf = ({ trials }: Study) =>
  metricNames.filter((name) => !isScore(name) || trials.some(({ measurement }) => measurement?.metrics[name] !== undefined));

const columnsOf = (study: Study): readonly Column[] => [
  { header: "trial", cell: ({ id }) => id },
  { header: "role", cell: ({ role }) => role },
  { header: "parent", cell: ({ parent }) => parent },
  { header: "origin", cell: ({ origin }) => origin },
  { header: "state", cell: ({ state }) => state },
  { header: "reason", cell: ({ reason }) => reason },
  ...axisNames.map((axis): Column => ({ header: axis, cell: ({ architecture }) => architecture[axis] })),
  { header: "measured", cell: ({ measurement }) => measurement !== null },
  ...metricsOf(study).flatMap((name): Column[] => {
    const estimateOf = (trial: Trial) => trial.measurement?.metrics[name];
    return [
      { header: name, cell: (trial) => estimateOf(trial)?.value },
      { header: `${name}Low`, cell: (trial) => estimateOf(trial)?.low },
      { header: `${name}High`, cell: (trial) => estimateOf(trial)?.high },
      { header: `${name}Samples`, cell: (trial) => estimateOf(trial)?.samples },
    ];
  }),
  { header: "deviceMs", cell: ({ measurement }) => measurement?.timing?.deviceMs },
  { header: "singleShotMs", cell: ({ measurement }) => measurement?.timing?.singleShotMs },
  { header: "singleShotLowMs", cell: ({ measurement }) => measurement?.timing?.singleShotRangeMs?.[0] },
  { header: "singleShotHighMs", cell: ({ measurement }) => measurement?.timing?.singleShotRangeMs?.[1] },
  { header: "referenceMs", cell: ({ measurement }) => measurement?.timing?.referenceMs },
  { header: "fewRepeats", cell: ({ measurement }) => measurement?.timing?.repeats[0] },
  { header: "manyRepeats", cell: ({ measurement }) => measurement?.timing?.repeats[1] },
  { header: "quantumMs", cell: ({ measurement }) => measurement?.timing?.quantumMs },
  { header: "drifted", cell: ({ measurement }) => measurement?.timing?.drifted },
  { header: "device", cell: ({ device }) => device?.key },
  { header: "backend", cell: ({ device }) => device?.backend },
  { header: "adapter", cell: ({ device }) => device?.adapter },
  { header: "softwareAdapter", cell: ({ device }) => device?.software },
  { header: "threads", cell: ({ device }) => device?.threads },
  { header: "isolated", cell: ({ device }) => device?.isolated },
  { header: "backendReason", cell: ({ device }) => device?.reason },
  { header: "seconds", cell: ({ seconds }) => seconds },
  { header: "startedAtUnixMs", cell: ({ startedAt }) => startedAt },
  { header: "finishedAtUnixMs", cell: ({ finishedAt }) => finishedAt },
];

/**
 * What spreadsheets take for the beginning of a formula; text that begins so gets an apostrophe in front. So does text
 * that looks as if it had got one, so that taking one away gives back the text.
 */
const formulaStart = /^'*\s*[=+\-@\t\r＝＋－＠]/;

/** A text cell as it was before it was written. */
export const disarmedText = (cell: string): string => (cell.startsWith("'") && formulaStart.test(cell) ? cell.slice(1) : cell);

function written(cell: Cell): string {
  if (typeof cell !== "string") return String(cell ?? "");
  const safe = formulaStart.test(cell) ? `'${cell}` : cell;
  return /[",\r\n']/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
