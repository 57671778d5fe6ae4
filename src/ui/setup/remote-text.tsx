import type { CorpusReference } from "../../lab/port.ts";
import { useStore } from "../state/context.ts";
import { FetchForm } from "./fetch-form.tsx";

/** A text by its name on the Hugging Face Hub, or by any address. */
export function RemoteText({ column, onText }: { readonly column: string; readonly onText: (reference: CorpusReference) => void }) {
  const store = useStore();
  return (
    <FetchForm
      label="Address"
      hint="hub:datasets/owner/name/path/to/file"
      explanation="A file of a data set on the hub, if you like with a revision behind an @ after the name, or an address like https://example.org/text.txt that lets other pages read it"
      besides="and any other address"
      action="Fetch this text"
      field="corpus"
      take={async (address, endpoint) => onText(await store.lab.importRemoteText(address, column, endpoint))}
    />
  );
}
