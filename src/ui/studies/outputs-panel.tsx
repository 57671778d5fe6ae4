import { useSignal } from "@preact/signals";
import { messageOf } from "../../base/errors.ts";
import type { OutputsUsage } from "../../lab/port.ts";
import { Button } from "../parts/button.tsx";
import { NumberField } from "../parts/field.tsx";
import { Meter } from "../parts/meter.tsx";
import { useStore } from "../state/context.ts";
import { outputsSentence } from "./study-rows.ts";

const bytesPerMegabyte = 1e6;

/** What the teachers' outputs take on the disk; the person sets what they may take. */
export function OutputsPanel() {
  const usage = useStore().outputs.value;
  return usage === null ? null : <Panel usage={usage} />;
}

function Panel({ usage }: { readonly usage: OutputsUsage }) {
  const store = useStore();
  const { usedBytes, limitBytes } = usage;
  const megabytes = useSignal(Math.round(limitBytes / bytesPerMegabyte));
  const refusal = useSignal<string | null>(null);
  const limit = async () => {
    try {
      await store.lab.limitOutputs(megabytes.value * bytesPerMegabyte);
      await store.refreshStudies();
      refusal.value = null;
    } catch (thrown) {
      refusal.value = messageOf(thrown);
    }
  };
  return (
    <section class="stack-tight" aria-labelledby="outputs-title">
      <h2 id="outputs-title">Teachers' outputs</h2>
      <p class="muted prose">
        A teacher runs once a study: what it says is kept for the later trials. Where that finds no room, the teacher runs again in
        every trial, which takes longer. Outputs go with the last study of their teacher.
      </p>
      <p>{outputsSentence(usage)}</p>
      <Meter label="Room taken by teachers' outputs" share={limitBytes === 0 ? 1 : usedBytes / limitBytes} />
      <div class="sentence">
        <NumberField label="At most" unit="MB" value={megabytes.value} refusal={refusal.value} onChange={(value) => (megabytes.value = value)} />
        <Button onClick={limit}>Set the limit</Button>
      </div>
    </section>
  );
}
