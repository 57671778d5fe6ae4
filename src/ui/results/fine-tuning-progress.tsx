import type { FineTuningStatus } from "../../lab/port.ts";
import { Meter } from "../parts/meter.tsx";

interface Props {
  /** "the student" */
  readonly who: string;
  /** null until it has begun. */
  readonly status: FineTuningStatus | null;
}

/** How far a network is that is fine-tuned to be taken along. */
export function FineTuningProgress({ who, status }: Props) {
  return (
    <div class="stack-tight" role="status">
      <p class="muted">{status === null ? "Preparing…" : status.phase === "judging" ? "Judging…" : `Step ${status.step} of at most ${status.steps}`}</p>
      <Meter label={`Fine-tuning ${who}`} share={status === null || status.steps === 0 ? null : status.step / status.steps} />
    </div>
  );
}
