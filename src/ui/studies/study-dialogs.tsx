import { useSignal } from "@preact/signals";
import { messageOf } from "../../base/errors.ts";
import type { StudySummary } from "../../lab/port.ts";
import { Button } from "../parts/button.tsx";
import { Confirm, Dialog } from "../parts/dialog.tsx";
import { TextField } from "../parts/field.tsx";
import { formatBytes, formatCounted } from "../parts/format.ts";
import { useStore } from "../state/context.ts";

interface Props {
  readonly study: StudySummary;
  readonly onClose: () => void;
}

export function RenameDialog({ study, onClose }: Props) {
  const store = useStore();
  const name = useSignal(study.name);
  const refusal = useSignal<string | null>(null);
  const rename = async () => {
    try {
      await store.lab.rename(study.id, name.value);
      await store.refreshStudies();
      onClose();
    } catch (thrown) {
      refusal.value = messageOf(thrown);
    }
  };
  return (
    <Dialog
      title="Rename the study"
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button tone="primary" disabled={name.value.trim() === ""} onClick={rename}>
            Rename
          </Button>
        </>
      }
    >
      <TextField label="Name" value={name.value} refusal={refusal.value} onChange={(value) => (name.value = value)} />
    </Dialog>
  );
}

export function DeleteDialog({ study, onClose }: Props) {
  const store = useStore();
  const remove = async () => {
    await store.attempt("Deleting the study", () => store.lab.remove(study.id));
    await store.refreshStudies();
    onClose();
  };
  return (
    <Confirm title={`Delete ${study.name}?`} confirm="Delete for good" onConfirm={remove} onClose={onClose}>
      <p>
        Its {formatCounted(study.trials, "trial")}, their students and checkpoints ({formatBytes(study.sizeBytes)}) go for good.
        {study.state === "running" && " It is running; it is stopped first."} Export it first if you may want it again.
      </p>
    </Confirm>
  );
}
