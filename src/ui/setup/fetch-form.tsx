import { useSignal } from "@preact/signals";
import { Cancelled, messageOf } from "../../base/errors.ts";
import { Button } from "../parts/button.tsx";
import { TextField } from "../parts/field.tsx";
import { HubField } from "../parts/hub-field.tsx";
import { useStore } from "../state/context.ts";
import { CancelFetching, Fetching } from "./fetching.tsx";

interface Props {
  /** Of the field for what is to be fetched. */
  readonly label: string;
  readonly hint?: string;
  readonly explanation?: string;
  /** What else the page's host has to allow beside a mirror. */
  readonly besides?: string;
  /** On the button: "Fetch this text". */
  readonly action: string;
  /** The part of the requirements beside which refusals are shown. */
  readonly field: "teacher" | "corpus" | "downstream";
  readonly take: (name: string, endpoint: string) => Promise<void>;
}

/** Asks for a name on a hub, or an address, and fetches what it stands for. */
export function FetchForm({ label, hint, explanation, besides, action, field, take }: Props) {
  const store = useStore();
  const [name, endpoint] = [useSignal(""), useSignal("")];
  const fetching = store.snapshot.value?.fetching ?? null;
  const fetchNamed = async () => {
    try {
      await take(name.value, endpoint.value);
    } catch (thrown) {
      if (!(thrown instanceof Cancelled)) store.draft.refuse(field, messageOf(thrown));
    }
    await store.refreshStudies();
  };
  return (
    <>
      <div class="fields">
        <TextField
          label={label}
          {...(hint !== undefined && { hint })}
          {...(explanation !== undefined && { explanation })}
          value={name.value}
          onChange={(value) => (name.value = value)}
        />
        <HubField endpoint={endpoint} {...(besides !== undefined && { besides })} />
      </div>
      <div class="row">
        <Button disabled={name.value.trim() === "" || fetching !== null} onClick={fetchNamed}>
          {action}
        </Button>
        <CancelFetching />
      </div>
      <Fetching />
    </>
  );
}
