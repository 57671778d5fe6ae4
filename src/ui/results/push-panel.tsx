import { useSignal } from "@preact/signals";
import { Cancelled, messageOf } from "../../base/errors.ts";
import type { Precision, PushedModel, PushingStatus, PushTarget } from "../../lab/port.ts";
import type { Study, Trial } from "../../study/study.ts";
import { Button } from "../parts/button.tsx";
import { ChoiceField, Refusal, TextField } from "../parts/field.tsx";
import { formatBytes } from "../parts/format.ts";
import { HubField } from "../parts/hub-field.tsx";
import { Meter } from "../parts/meter.tsx";
import { useStore } from "../state/context.ts";

const visibilities = [
  { value: "private", label: "Private" },
  { value: "public", label: "Public" },
] as const;

interface Props {
  readonly study: Study;
  readonly trial: Trial;
  /** ONNX models to send with it. */
  readonly onnx: readonly Precision[];
}

/** A student to a repository on the Hugging Face Hub, when a person asks for it. */
export function PushPanel({ study, trial, onnx }: Props) {
  const store = useStore();
  const [repository, endpoint] = [useSignal(""), useSignal("")];
  const visibility = useSignal<PushTarget["visibility"]>("private");
  const refusal = useSignal<string | null>(null);
  const pushed = useSignal<PushedModel | null>(null);
  const token = store.hubToken;
  const pushing = store.snapshot.value?.pushing ?? null;
  const push = async () => {
    [refusal.value, pushed.value] = [null, null];
    const target = { repository: repository.value, visibility: visibility.value, endpoint: endpoint.value, token: token.value };
    try {
      pushed.value = await store.lab.pushStudent(study.id, trial.id, onnx, target);
    } catch (thrown) {
      if (!(thrown instanceof Cancelled)) refusal.value = messageOf(thrown);
    }
  };
  return (
    <section class="stack-tight" aria-label="Push to the hub">
      <h4>Push to the Hugging Face Hub</h4>
      <p class="muted prose">
        The files of the zip, as one commit to a model repository, which is made where there is none. Nothing is asked of the hub before you
        push.
      </p>
      <div class="fields">
        <TextField label="Repository" hint="owner/name" value={repository.value} onChange={(value) => (repository.value = value)} />
        <TextField
          label="Access token"
          hint="With the right to write"
          explanation="Made on the hub under Settings, Access Tokens. It stays in this page's memory, is sent to the hub alone, and is gone when the page is closed."
          secret
          value={token.value}
          onChange={(value) => (token.value = value)}
        />
        <HubField endpoint={endpoint} />
      </div>
      <ChoiceField legend="Who may read it" value={visibility.value} options={visibilities} onChange={(value) => (visibility.value = value)} />
      <div class="row">
        <Button disabled={repository.value.trim() === "" || token.value.trim() === "" || pushing !== null} onClick={push}>
          Push to the hub
        </Button>
        {pushing !== null && (
          <Button tone="quiet" onClick={() => store.lab.cancelPushing()}>
            Cancel
          </Button>
        )}
        {token.value !== "" && pushing === null && (
          <Button tone="quiet" onClick={() => void (token.value = "")}>
            Forget the token
          </Button>
        )}
      </div>
      <Refusal message={refusal.value} />
      {pushing !== null && <Pushing status={pushing} />}
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

const phases: Readonly<Record<PushingStatus["phase"], string>> = { opening: "asking the hub", uploading: "sending", committing: "committing" };

function Pushing({ status: { repository, phase, sentBytes, totalBytes } }: { readonly status: PushingStatus }) {
  return (
    <div class="stack-tight" role="status">
      <p class="muted">
        {repository}: {formatBytes(sentBytes)} of {formatBytes(totalBytes)}, {phases[phase]}
      </p>
      <Meter label={`Pushing ${repository}`} share={sentBytes / totalBytes} />
    </div>
  );
}
