import type { Hired } from "../wire/hire.ts";
import type { Device } from "../study/device.ts";
import type { Requirements } from "../study/requirements.ts";
import type { StudyStore } from "../store/port.ts";
import type { Searcher, Workbench } from "./port.ts";
import type { StatusBoard } from "./status.ts";

/** What the lab needs from outside; fakes of it run the whole loop in Node. */
export interface LabPorts {
  readonly store: StudyStore;
  /** Starts a worker that owns the GPU; it is dismissed after one trial. */
  hireWorkbench(): Hired<Workbench>;
  hireSearcher(): Hired<Searcher>;
  /** A file of the built-in teacher or corpus. */
  builtinFile(name: string): Promise<Uint8Array>;
  /** The network, asked only for what a person named. Rejects with a TypeError where there is none. */
  fetch(
    address: string,
    options: { readonly method?: "POST"; readonly headers?: Record<string, string>; readonly body?: URLSearchParams; readonly signal: AbortSignal },
  ): Promise<Response>;
  pause(milliseconds: number): Promise<void>;
  /** Milliseconds since 1970. */
  now(): number;
  newId(): string;
  /** Characters that nobody can guess, at least 43 and fit for addresses. */
  secret(): string;
}

/**
 * Runs work while no other tab does the same.
 * @returns null at once where one does
 */
export type Exclusive = <Result>(what: "run" | "fetch", work: () => Promise<Result>) => Promise<Result | null>;

export interface RunPorts extends LabPorts {
  readonly board: StatusBoard;
  /** Calls back at once and on every change; the result ends that. */
  onVisibility(callback: (visible: boolean) => void): () => void;
  /** What this device is for a wanted backend. */
  device(wanted: Requirements["target"]["backend"]): Promise<Device>;
}

/** What it takes to check and keep what a person brings. */
export interface ImportPorts extends Pick<LabPorts, "store" | "now"> {
  hireWorkbench(): Hired<Pick<Workbench, "inspectTeacher">>;
}

/** And to fetch it before. */
export interface FetchPorts extends ImportPorts, Pick<RunPorts, "fetch" | "pause" | "board"> {}
