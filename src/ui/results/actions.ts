import type { ReadonlySignal } from "@preact/signals";
import type { FineTuningStatus, Precision } from "../../lab/port.ts";
import type { DownstreamName } from "../../study/downstream.ts";
import type { Measurement } from "../../study/measurement.ts";
import type { Trial } from "../../study/study.ts";

/** What to make of a student, and where to put it. */
export interface ExportWish {
  /** ONNX models beside the safetensors. */
  readonly onnx: readonly Precision[];
  readonly into: "zip" | "folder";
}

/** What can be done with a kept study's trials; a shared study offers none of it. */
export interface ResultActions {
  /** Saves a student as a Hugging Face directory. */
  readonly exportStudent: (trial: Trial, wish: ExportWish) => Promise<unknown>;
  /** What its ONNX model in a precision still gets right; nothing where that could not be measured. */
  readonly onnxAccuracy: (trial: Trial, precision: Precision) => Promise<Measurement["metrics"] | undefined>;
  /** Fine-tunes a student, or with null the teacher, as the study did, and saves it with its head. */
  readonly exportFineTuned: (trial: number | null, task: DownstreamName, onnx: readonly Precision[]) => Promise<unknown>;
  readonly cancelFineTuning: () => Promise<unknown>;
  /** How far that is. */
  readonly fineTuning: ReadonlySignal<FineTuningStatus | null>;
  readonly distillRegularly: (trial: Trial) => Promise<unknown>;
  /** Why nothing can be trained now; null when it can. */
  readonly busy: string | null;
}
