import type { NamedTensors } from "../base/tensors.ts";

/** Enough to go on as if nothing had happened: parameters, optimiser moments, projectors, and where we were. */
export interface Checkpoint {
  readonly step: number;
  readonly tensors: NamedTensors;
}
