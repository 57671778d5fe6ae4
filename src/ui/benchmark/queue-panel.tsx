import { Button } from "../parts/button.tsx";
import { formatAbout } from "../parts/format.ts";
import { Meter } from "../parts/meter.tsx";
import { Notice } from "../parts/notice.tsx";
import type { Queue, QueueState } from "./queue.ts";

/** Where the benchmark is, and the question before a long network. */
export function QueuePanel({ queue, state }: { readonly queue: Queue; readonly state: QueueState }) {
  const { done, total, running, question, etaSeconds, stopping } = state;
  if (question !== null)
    return (
      <Notice tone="warning" title={`${question.next.subject.name} would take ${formatAbout(question.seconds)} here`} urgent>
        <p>Judged by the networks timed so far. Every network after it is larger still.</p>
        <div class="row">
          <Button onClick={() => queue.answer(false)}>Skip it</Button>
          <Button onClick={() => queue.answer(true)}>Time it</Button>
          <Button tone="quiet" onClick={queue.stop}>
            Stop here
          </Button>
        </div>
      </Notice>
    );
  const eta = etaSeconds === null ? "" : `, ${formatAbout(etaSeconds)} left`;
  return (
    <div class="stack-tight">
      <p role="status">
        {running === null ? "Beginning…" : `Timing ${running.subject.name}, ${done + 1} of ${total}${eta}`}
      </p>
      <Meter label="Networks timed" share={done / total} />
      <div class="row">
        <Button disabled={stopping} onClick={queue.stop}>
          {stopping ? "Stopping after this one" : "Stop after this one"}
        </Button>
        <Button onClick={queue.cancel}>Stop now</Button>
        <span class="small muted">Keep this tab in front: hidden tabs are slowed down by the browser.</span>
      </div>
    </div>
  );
}
