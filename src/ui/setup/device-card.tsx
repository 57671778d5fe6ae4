import type { Device } from "../../study/device.ts";
import { Figures } from "../parts/figures.tsx";
import { formatCounted } from "../parts/format.ts";
import { Loading, Notice } from "../parts/notice.tsx";
import { Term } from "../parts/term.tsx";
import { backendLabels, deviceWarning } from "./words.ts";

/** What will do the work, and why it was chosen. */
export function DeviceCard({ device }: { readonly device: Device | null }) {
  const warning = device === null ? null : deviceWarning(device);
  return (
    <section class="panel" aria-labelledby="device-title">
      <h2 id="device-title">This device</h2>
      {device === null ? (
        <Loading what="Looking at this device…" />
      ) : (
        <>
          <Figures
            figures={[
              {
                key: "backend",
                label: <Term explanation="What runs the arithmetic in this browser">Backend</Term>,
                value: backendLabels[device.backend],
                ...(device.backend === "wasm" ? { note: formatCounted(device.threads, "thread") } : {}),
              },
              {
                key: "adapter",
                label: <Term explanation="The GPU or processor, as the browser names it">Adapter</Term>,
                value: device.adapter === "unknown" ? "not told by this browser" : device.adapter,
              },
              {
                key: "clock",
                label: <Term explanation="The finest time this page can tell; isolated pages get the finer clock">Clock</Term>,
                value: device.isolated ? "5 µs" : "100 µs",
              },
            ]}
          />
          <p class="muted small">{device.reason}.</p>
          {warning !== null && <Notice tone="warning" title={warning} />}
        </>
      )}
    </section>
  );
}
