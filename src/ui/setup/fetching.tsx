/** What is on its way from a hub, or from any other address. */
import { Button } from "../parts/button.tsx";
import { formatBytes } from "../parts/format.ts";
import { Meter } from "../parts/meter.tsx";
import { useStore } from "../state/context.ts";

export function CancelFetching() {
  const store = useStore();
  if (!store.snapshot.value?.fetching) return null;
  return (
    <Button tone="quiet" onClick={() => store.lab.cancelFetching()}>
      Cancel
    </Button>
  );
}

export function Fetching() {
  const fetching = useStore().snapshot.value?.fetching ?? null;
  if (fetching === null) return null;
  const { name, file, receivedBytes, totalBytes } = fetching;
  return (
    <div class="stack-tight" role="status">
      <p class="muted">
        {name}: {formatBytes(receivedBytes)}
        {totalBytes !== null && ` of ${formatBytes(totalBytes)}`}, {file}
      </p>
      <Meter label={`Fetching ${name}`} share={totalBytes === null ? null : receivedBytes / totalBytes} />
    </div>
  );
}
