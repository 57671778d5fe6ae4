import { useSignal } from "@preact/signals";
import { Button } from "../parts/button.tsx";
import { Confirm } from "../parts/dialog.tsx";
import { useStore } from "../state/context.ts";
import { damagedSentence, namedRecords } from "./study-rows.ts";

/** Told quietly, for all that can be read is there; nothing to see where nothing is damaged. */
export function DamagedRecords() {
  const store = useStore();
  const records = store.damaged.value;
  const asking = useSignal(false);
  const ask = () => void (asking.value = true);
  const close = () => void (asking.value = false);
  const remove = async () => {
    await store.attempt("Removing what cannot be read", () => store.lab.removeDamaged());
    await store.refreshStudies();
    close();
  };
  if (records.length === 0) return null;
  return (
    <div class="row">
      <p class="small muted prose">{damagedSentence(records)}</p>
      <Button tone="quiet" onClick={ask}>
        Remove what cannot be read
      </Button>
      {asking.value && (
        <Confirm title="Remove what cannot be read?" confirm="Remove for good" onConfirm={remove} onClose={close}>
          <ul class="small">
            {records.slice(0, namedRecords).map(({ name, message }) => (
              <li key={name}>{message}</li>
            ))}
          </ul>
          <p>
            Everything else stays. A study that cannot be read takes its trials, students and checkpoints with it. If this page is
            open in an old tab, reload it first: a newer version may be able to read them.
          </p>
        </Confirm>
      )}
    </div>
  );
}
