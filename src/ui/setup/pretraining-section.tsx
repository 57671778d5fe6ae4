import { useSignal } from "@preact/signals";
import type { PretrainingOptions, PretrainingStatus } from "../../lab/port.ts";
import { formatShare } from "../parts/format.ts";
import { lazy } from "../parts/lazy.tsx";
import { useStore } from "../state/context.ts";
import { Section } from "./section.tsx";

// Most people bring a teacher, or take the built-in one.
const PretrainingBody = lazy(() => import("./pretraining-body.tsx").then(({ PretrainingBody }) => PretrainingBody));

/** A teacher of the person's own, trained on their text. */
export function PretrainingSection() {
  const status = useStore().snapshot.value?.pretraining ?? null;
  // Kept here, for the body goes when the section is folded.
  const chosen = useSignal<PretrainingOptions | null>(null);
  return (
    <Section title="I have text but no teacher" now={status === null ? "train one from your text" : pretrainingNow(status)}>
      {() => <PretrainingBody chosen={chosen} />}
    </Section>
  );
}

function pretrainingNow(status: PretrainingStatus): string {
  if (status.state !== "running") return status.state;
  return status.steps === 0 ? "starting" : `training, ${formatShare(status.step / status.steps, 0)}`;
}
