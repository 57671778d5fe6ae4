/** All trials of a study as a spreadsheet reads them: RFC 4180, one trial a line, values unrounded. */
import { axisNames } from "../study/architecture.ts";
import { metricNames } from "../study/metrics.ts";
import type { Study, Trial } from "../study/study.ts";

type Cell = string | number | boolean | null | undefined;

export function writeTrialsCsv(study: Study): string {
  const lines = [columns.map(({ header }) => header), ...study.trials.map((trial) => columns.map(({ cell }) => cell(trial)))];
  return lines.map((cells) => `${cells.map(written).join(",")}\r\n`).join("");
}

interface Column {
  readonly header: string;
  readonly cell: (trial: Trial) => Cell;
}

const columns: readonly Column[] = [
  { header: "trial", cell: ({ id }) => id },
  { header: "role", cell: ({ role }) => role },
  { header: "parent", cell: ({ parent }) => parent },
  { header: "origin", cell: ({ origin }) => origin },
  { header: "state", cell: ({ state }) => state },
  { header: "reason", cell: ({ reason }) => reason },
  ...axisNames.map((axis): Column => ({ header: axis, cell: ({ architecture }) => architecture[axis] })),
  ...metricNames.flatMap((name): Column[] => {
    const estimateOf = (trial: Trial) => trial.measurement?.metrics[name];
    return [
      { header: name, cell: (trial) => estimateOf(trial)?.value },
      { header: `${name}Low`, cell: (trial) => estimateOf(trial)?.low },
      { header: `${name}High`, cell: (trial) => estimateOf(trial)?.high },
      { header: `${name}Samples`, cell: (trial) => estimateOf(trial)?.samples },
    ];
  }),
  { header: "singleShotMs", cell: ({ measurement }) => measurement?.timing?.singleShotMs },
  { header: "referenceMs", cell: ({ measurement }) => measurement?.timing?.referenceMs },
  { header: "drifted", cell: ({ measurement }) => measurement?.timing?.drifted },
  { header: "backend", cell: ({ device }) => device?.backend },
  { header: "adapter", cell: ({ device }) => device?.adapter },
  { header: "softwareAdapter", cell: ({ device }) => device?.software },
  { header: "seconds", cell: ({ seconds }) => seconds },
  { header: "startedAtUnixMs", cell: ({ startedAt }) => startedAt },
  { header: "finishedAtUnixMs", cell: ({ finishedAt }) => finishedAt },
];

/** What spreadsheets take for the beginning of a formula; text that begins so gets an apostrophe in front. */
const formulaStart = /^\s*[=+\-@\t\r＝＋－＠]/;

function written(cell: Cell): string {
  if (typeof cell !== "string") return String(cell ?? "");
  const safe = formulaStart.test(cell) ? `'${cell}` : cell;
  return /[",\r\n']/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
