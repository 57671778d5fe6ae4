import { useSignal } from "@preact/signals";
import { Cancelled, messageOf } from "../../base/errors.ts";
import type { CorpusReference } from "../../lab/port.ts";
import { Button } from "../parts/button.tsx";
import { TextField } from "../parts/field.tsx";
import { useStore } from "../state/context.ts";
import { CancelFetching, Fetching } from "./fetching.tsx";

/** A text by its name on the Hugging Face Hub, or by any address. */
export function RemoteText({ column, onText }: { readonly column: string; readonly onText: (reference: CorpusReference) => void }) {
  const store = useStore();
  const [address, endpoint] = [useSignal(""), useSignal("")];
  const fetching = store.snapshot.value?.fetching ?? null;
  const take = async () => {
    try {
      onText(await store.lab.importRemoteText(address.value, column, endpoint.value));
    } catch (thrown) {
      if (!(thrown instanceof Cancelled)) store.draft.refuse("corpus", messageOf(thrown));
    }
    await store.refreshStudies();
  };
  return (
    <>
      <div class="fields">
        <TextField
          label="Address"
          hint="hub:datasets/owner/name/path/to/file"
          explanation="A file of a data set on the hub, if you like with a revision behind an @ after the name, or an address like https://example.org/text.txt that lets other pages read it"
          value={address.value}
          onChange={(value) => (address.value = value)}
        />
        <TextField
          label="Hub"
          hint="Empty: huggingface.co"
          explanation="The address of a mirror. The page's host has to allow it, and any other address: npm start -- --mirror URL"
          value={endpoint.value}
          onChange={(value) => (endpoint.value = value)}
        />
      </div>
      <div class="row">
        <Button disabled={address.value.trim() === "" || fetching !== null} onClick={take}>
          Fetch this text
        </Button>
        <CancelFetching />
      </div>
      <Fetching />
    </>
  );
}
