import { useSignal } from "@preact/signals";
import { messageOf } from "../../base/errors.ts";
import type { HubClient, PushDraft, SignedIn, Snapshot } from "../../lab/port.ts";
import { Button } from "../parts/button.tsx";
import { Refusal } from "../parts/field.tsx";
import { formatMoment } from "../parts/format.ts";
import { useStore } from "../state/context.ts";
import { noPass } from "./pass.ts";
import { leaveForHub } from "./sign-in.ts";

interface Props {
  readonly client: HubClient;
  readonly signedIn: SignedIn | null;
  readonly draft: PushDraft;
}

/** Whether anything goes on that is lost when the page is left. */
function isRunning(snapshot: Snapshot | null): boolean {
  if (snapshot === null) return false;
  const { run, pretraining, fineTuning, fetching, pushing } = snapshot;
  return pretraining?.state === "running" || [run, fineTuning, fetching, pushing].some((each) => each !== null);
}

/** Who is signed in to the hub, or the way there. */
export function SignInRow({ client, signedIn, draft }: Props) {
  const store = useStore();
  const failure = useSignal<string | null>(null);
  const running = isRunning(store.snapshot.value);
  if (signedIn !== null) {
    return (
      <div class="row">
        <p role="status">
          Signed in as {signedIn.account}, until {formatMoment(signedIn.expiresAtMs)}.
        </p>
        <Button tone="quiet" onClick={() => void (store.hub.value = noPass)}>
          Sign out
        </Button>
      </div>
    );
  }
  const leave = async () => {
    store.hub.value = { ...noPass, token: store.hub.value?.token ?? "" };
    failure.value = null;
    try {
      await leaveForHub(store.environment.window, store.lab, client, draft);
    } catch (thrown) {
      failure.value = messageOf(thrown);
    }
  };
  return (
    <>
      <div class="row">
        <Button disabled={running} onClick={leave}>
          Sign in with Hugging Face
        </Button>
        <span class="small muted">
          It leaves this page for a moment
          {running ? ", which would end what is running here: stop it, or wait for it." : "."}
          {!running && client.scopes === null && " The hub then lets this page make repositories, and write to those alone."}
        </span>
      </div>
      <Refusal message={failure.value ?? store.hub.value?.refusal ?? null} />
    </>
  );
}
