import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { Cancelled, messageOf } from "../../base/errors.ts";
import { parseEndpoint } from "../../lab/hub/name.ts";
import type { Precision, PushDraft, PushedModel, PushingStatus, PushTarget } from "../../lab/port.ts";
import type { DownstreamName } from "../../study/downstream.ts";
import type { Study, Trial } from "../../study/study.ts";
import { hubClientOf } from "../hub/client.ts";
import { noPass } from "../hub/pass.ts";
import { SignInRow } from "../hub/sign-in-row.tsx";
import { Button } from "../parts/button.tsx";
import { ChoiceField, Refusal, TextField } from "../parts/field.tsx";
import { formatBytes } from "../parts/format.ts";
import { HubField } from "../parts/hub-field.tsx";
import { Meter } from "../parts/meter.tsx";
import { useStore } from "../state/context.ts";
import { FineTuningProgress } from "./fine-tuning-progress.tsx";

const visibilities = [
  { value: "private", label: "Private" },
  { value: "public", label: "Public" },
] as const;

interface Props {
  readonly study: Study;
  readonly trial: Trial;
  /** On which the student is fine-tuned before; null: as pretrained. */
  readonly task: DownstreamName | null;
  /** ONNX models to send with it. */
  readonly onnx: readonly Precision[];
  /** Whether it has to wait for what uses the device. */
  readonly isBusy?: boolean;
}

/** What was filled in for this trial before the person went to the hub to sign in. */
export function draftOf(draft: PushDraft | null | undefined, study: Study, trial: Trial, as: "pretrained" | "fine-tuned"): PushDraft | null {
  if (draft?.studyId !== study.id || draft.trial !== trial.id) return null;
  return (draft.task === null) === (as === "pretrained") ? draft : null;
}

/** A student to a repository on the Hugging Face Hub, when a person asks for it. */
export function PushPanel({ study, trial, task, onnx, isBusy = false }: Props) {
  const store = useStore();
  const before = draftOf(store.hub.value?.draft, study, trial, task === null ? "pretrained" : "fine-tuned");
  const [repository, endpoint] = [useSignal(before?.repository ?? ""), useSignal(before?.endpoint ?? "")];
  const visibility = useSignal<PushTarget["visibility"]>(before?.visibility ?? "private");
  const refusal = useSignal<string | null>(null);
  const pushed = useSignal<PushedModel | null>(null);
  const section = useRef<HTMLElement>(null);
  useEffect(() => {
    if (before === null || store.hub.value === null) return;
    section.current?.scrollIntoView();
    store.hub.value = { ...store.hub.value, draft: null };
  }, []);

  const pass = store.hub.value ?? noPass;
  const client = hubClientOf(store.environment.window, import.meta.env.VITE_HUB_CLIENT_ID);
  // What one hub gave is sent to no other.
  const signedIn = pass.signedIn?.endpoint === endpointOf(endpoint.value) ? pass.signedIn : null;
  const token = signedIn?.token ?? pass.token;
  const pushing = store.snapshot.value?.pushing ?? null;
  const isOwn = pushing !== null && (pushing.task === null) === (task === null);
  const target = { repository: repository.value, visibility: visibility.value, endpoint: endpoint.value };
  const push = async () => {
    [refusal.value, pushed.value] = [null, null];
    try {
      pushed.value = await store.lab.pushStudent(study.id, trial.id, { task, onnx }, { ...target, token });
    } catch (thrown) {
      if (!(thrown instanceof Cancelled)) refusal.value = messageOf(thrown);
    }
  };
  return (
    <section class="stack-tight" aria-label={task === null ? "Push to the hub" : "Push it fine-tuned"} ref={section}>
      {task === null && <h4>Push to the Hugging Face Hub</h4>}
      <p class="muted prose">
        The files of the zip, as one commit to a model repository, which is made where there is none
        {task === null ? "" : "; the student is fine-tuned once more for it"}. Nothing is asked of the hub before you
        {client === null ? " push." : " sign in or push."}
      </p>
      {client !== null && <SignInRow client={client} signedIn={signedIn} draft={{ ...target, studyId: study.id, trial: trial.id, task, onnx }} />}
      <div class="fields">
        <TextField label="Repository" hint={signedIn === null ? "owner/name" : `${signedIn.account}/name`} value={repository.value} onChange={(value) => (repository.value = value)} />
        {signedIn === null && (
          <TextField
            label="Access token"
            hint={client === null ? "With the right to write" : "Instead of signing in: one with the right to write"}
            explanation="Made on the hub under Settings, Access Tokens. It stays in this page's memory, is sent to the hub alone, and is gone when the page is closed."
            secret
            value={pass.token}
            onChange={(value) => (store.hub.value = { ...pass, token: value })}
          />
        )}
        <HubField endpoint={endpoint} />
      </div>
      <ChoiceField legend="Who may read it" value={visibility.value} options={visibilities} onChange={(value) => (visibility.value = value)} />
      <div class="row">
        <Button disabled={repository.value.trim() === "" || token.trim() === "" || pushing !== null || isBusy} onClick={push}>
          Push to the hub
        </Button>
        {isOwn && (
          <Button tone="quiet" onClick={() => store.lab.cancelPushing()}>
            Cancel
          </Button>
        )}
        {signedIn === null && pass.token !== "" && pushing === null && (
          <Button tone="quiet" onClick={() => void (store.hub.value = { ...pass, token: "" })}>
            Forget the token
          </Button>
        )}
      </div>
      <Refusal message={refusal.value} />
      {isOwn && <Pushing status={pushing} />}
      {pushed.value !== null && (
        <p role="status">
          Pushed to {pushed.value.repository}:{" "}
          <a href={pushed.value.address} target="_blank" rel="noreferrer">
            commit {pushed.value.commit.slice(0, 7)}
          </a>
        </p>
      )}
    </section>
  );
}

/** null while it is being typed. */
function endpointOf(typed: string): string | null {
  try {
    return parseEndpoint(typed);
  } catch {
    return null;
  }
}

const phases: Readonly<Record<PushingStatus["phase"], string>> = { opening: "asking the hub", making: "making the files", uploading: "sending", committing: "committing" };

function Pushing({ status: { repository, task, phase, sentBytes, totalBytes } }: { readonly status: PushingStatus }) {
  const { fineTuning } = useStore();
  if (phase === "making" && task !== null) return <FineTuningProgress who="the student" status={fineTuning.value} />;
  return (
    <div class="stack-tight" role="status">
      <p class="muted">
        {repository}: {totalBytes !== null && `${formatBytes(sentBytes)} of ${formatBytes(totalBytes)}, `}
        {phases[phase]}
      </p>
      <Meter label={`Pushing ${repository}`} share={totalBytes === null ? null : sentBytes / totalBytes} />
    </div>
  );
}
