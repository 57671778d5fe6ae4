import type { NamedTensors } from "../base/tensors.ts";
import type { Compilation } from "../engine/pipelines.ts";
import type { Architecture } from "../study/architecture.ts";
import type { Checkpoint } from "../study/checkpoint.ts";
import type { Schedule } from "../study/requirements.ts";
import type { CurvePoint } from "../study/study.ts";
import type { Template } from "../study/templates/template.ts";

/** Everything that determines a student's training; the same recipe gives the same student on the same backend. */
export interface Recipe {
  readonly architecture: Architecture;
  readonly template: Template;
  readonly schedule: Schedule;
  readonly kind: "flash" | "regular";
  readonly tasks: readonly ("mlm" | "nsp")[];
  readonly seed: number;
}

/** One stage trains for `steps` steps: transfer of one student layer, or pretraining distillation. */
export interface Stage {
  readonly name: string;
  readonly kind: "transfer" | "distillation";
  /** Student layer of a transfer stage; -1 otherwise. */
  readonly layer: number;
  readonly steps: number;
}

export interface Progress {
  readonly stages: readonly Stage[];
  /** Index of the current stage; `stages.length` when done. */
  readonly stage: number;
  readonly stepInStage: number;
  /** Steps over all stages. */
  readonly step: number;
  readonly steps: number;
  readonly done: boolean;
  /** Points of the loss curve since the last call of `advance`. */
  readonly points: readonly CurvePoint[];
  /** Milliseconds that this `advance` trained, and how many steps it took. */
  readonly elapsedMs: number;
  readonly stepsTaken: number;
  /** Of the pipelines that the next step waits for; null or absent when it waits for none. */
  readonly compilation?: Compilation | null;
}

/**
 * Trains one student. Owns its tensors until `dispose`.
 * @throws Diverged when the loss is not finite · Lost when the device is gone
 */
export interface Training {
  /**
   * Trains for about `budgetMs` milliseconds (at least one step), or to the end, or until it has to wait.
   * @param untilStep where it stops at the latest; the end by default
   */
  advance(budgetMs: number, untilStep?: number): Promise<Progress>;
  checkpoint(): Promise<Checkpoint>;
  /** The student's parameters under their Hugging Face names. */
  student(): Promise<NamedTensors>;
  dispose(): void;
}

export type { TeacherCache } from "../store/port.ts";
