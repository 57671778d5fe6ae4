/** Trials out of the spreadsheet that `writeTrialsCsv` writes; a line holds all of a trial but its curve and raw samples. */
import { Refused } from "../base/errors.ts";
import { axisNames } from "../study/architecture.ts";
import { metricNames } from "../study/metrics.ts";
import { parse, shown } from "../study/parse.ts";
import { trialSchema, type Trial } from "../study/study.ts";
import { csvRecords } from "./csv.ts";
import { disarmedText } from "./trials-csv.ts";

/** Characters a file may have: two thousand trials take a megabyte. */
export const largestTrialsCsv = 20_000_000;

export interface TrialsOfStudy {
  readonly studyId: string;
  readonly trials: readonly Trial[];
}

type Row = (header: string) => string;

/** @throws Refused naming line and column, or what the file lacks */
export function readTrialsCsv(text: string, file = "the table"): TrialsOfStudy {
  if (text.length > largestTrialsCsv) throw new Refused(`${file} is too large: it may have ${largestTrialsCsv} characters, got ${text.length}`);
  const [header, ...records] = csvRecords(text, file);
  const columnOf = new Map(header?.cells.map((name, index) => [name, index]));
  const missing = ["study", "trial", "role", "origin", "state", ...axisNames, "seconds", "startedAtUnixMs"].find((name) => !columnOf.has(name));
  if (missing !== undefined) throw new Refused(`${file} is no table of trials of this page: it lacks the column ${shown(missing)}`, missing);

  const studyIds = new Set<string>();
  const trials = records.map(({ cells, line }) => {
    if (cells.length !== columnOf.size) throw new Refused(`${file}, line ${line} should have ${columnOf.size} cells, got ${cells.length}`);
    const row: Row = (name) => disarmedText(cells[columnOf.get(name) ?? -1] ?? "");
    studyIds.add(row("study"));
    return parse(trialSchema, trialOf(row), `${file}, line ${line}`);
  });
  const [studyId, another] = studyIds;
  if (studyId === undefined) throw new Refused(`${file} holds no trials`);
  if (another !== undefined) throw new Refused(`${file} should hold the trials of one study, got ${shown([...studyIds])}`, "study");
  return { studyId, trials };
}

/** An empty cell is nothing; what is no number stays text, so that the schema can refuse it by name. */
function numberIn(cell: string): number | string | null {
  if (cell === "") return null;
  const value = Number(cell);
  return cell.trim() === "" || Number.isNaN(value) ? cell : value;
}

const textIn = (cell: string) => (cell === "" ? null : cell);
const truthIn = (cell: string) => (cell === "true" ? true : cell === "false" ? false : cell);

function trialOf(row: Row): unknown {
  const number = (name: string) => numberIn(row(name));
  return {
    id: number("trial"),
    role: row("role"),
    parent: number("parent"),
    architecture: Object.fromEntries(axisNames.map((axis) => [axis, number(axis)])),
    origin: row("origin"),
    state: row("state"),
    reason: textIn(row("reason")),
    device: row("backend") === "" ? null : deviceOf(row),
    measurement: row("measured") === "true" ? { metrics: metricsOf(row), timing: row("referenceMs") === "" ? null : timingOf(row) } : null,
    curve: [],
    seconds: number("seconds"),
    startedAt: number("startedAtUnixMs"),
    finishedAt: number("finishedAtUnixMs"),
  };
}

function deviceOf(row: Row): unknown {
  return {
    key: row("device"),
    backend: row("backend"),
    adapter: row("adapter"),
    software: truthIn(row("softwareAdapter")),
    threads: numberIn(row("threads")),
    isolated: truthIn(row("isolated")),
    reason: row("backendReason"),
  };
}

function metricsOf(row: Row): unknown {
  const estimates = metricNames.flatMap((name) => {
    const value = numberIn(row(name));
    if (value === null) return [];
    const [low, high, samples] = ["Low", "High", "Samples"].map((part) => numberIn(row(`${name}${part}`)));
    return [[name, { value, low, high, samples }] as const];
  });
  return Object.fromEntries(estimates);
}

function timingOf(row: Row): unknown {
  const number = (name: string) => numberIn(row(name));
  const range = [number("singleShotLowMs"), number("singleShotHighMs")];
  return {
    samplesMs: [],
    singleShotMs: number("singleShotMs"),
    ...(range.every((bound) => bound !== null) && { singleShotRangeMs: range }),
    referenceMs: number("referenceMs"),
    repeats: [number("fewRepeats"), number("manyRepeats")],
    quantumMs: number("quantumMs"),
    drifted: truthIn(row("drifted")),
  };
}
