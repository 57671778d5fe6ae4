import type { DamagedRecord, OutputsUsage, StudySummary } from "../../lab/port.ts";
import { formatBytes, formatCounted } from "../parts/format.ts";

export const stateWords = {
  running: "running",
  unfinished: "not finished",
  finished: "finished",
} as const satisfies Record<StudySummary["state"], string>;

/** "7 of 10", "7 in 30 minutes". */
export function trialsSentence({ trials, budget }: Pick<StudySummary, "trials" | "budget">): string {
  return budget.kind === "trials" ? `${trials} of ${budget.trials}` : `${trials} in ${formatCounted(budget.minutes, "minute")}`;
}

/** "AMD Radeon 780M, WebGPU"; emulated adapters say so. */
export function deviceSentence({ device, state }: Pick<StudySummary, "device" | "state">, backendLabels: Readonly<Record<string, string>>): string {
  // A trial tells its device when it ends.
  if (device === null) return state === "running" ? "in its first trial" : "not run yet";
  const adapter = device.adapter === "unknown" ? "" : `${device.adapter}, `;
  return `${adapter}${backendLabels[device.backend] ?? device.backend}${device.software ? ", emulated" : ""}`;
}

/** "120 MB of 500 MB". */
export const outputsSentence = ({ usedBytes, limitBytes }: OutputsUsage): string =>
  `${formatBytes(usedBytes)} of ${formatBytes(limitBytes)}`;

/** Newest first. */
export function newestFirst(studies: readonly StudySummary[]): readonly StudySummary[] {
  return studies.toSorted((left, right) => right.createdAt - left.createdAt);
}

/** Those beyond are only counted. */
export const namedRecords = 4;

/** "1 record of this browser's storage could not be read and was left out: study "abc", trial 3." */
export function damagedSentence(records: readonly DamagedRecord[]): string {
  const names = records.slice(0, namedRecords).map(({ name }) => name);
  const more = records.length - names.length;
  const what = formatCounted(records.length, "record");
  const were = records.length === 1 ? "was" : "were";
  const list = more === 0 ? names.join("; ") : `${names.join("; ")} and ${more} more`;
  return `${what} of this browser's storage could not be read and ${were} left out: ${list}.`;
}
