import { useSignal } from "@preact/signals";
import { Cancelled, messageOf } from "../../base/errors.ts";
import { Button } from "../parts/button.tsx";
import { TextField } from "../parts/field.tsx";
import { useStore } from "../state/context.ts";
import { chooseTeacher } from "./choose-teacher.ts";
import { CancelFetching, Fetching } from "./fetching.tsx";

/** A teacher by its name on the Hugging Face Hub, or on a mirror of it. */
export function HubTeacher() {
  const store = useStore();
  const [name, endpoint] = [useSignal(""), useSignal("")];
  const fetching = store.snapshot.value?.fetching ?? null;
  const take = async () => {
    try {
      const { fingerprint, summary } = await store.lab.importHubTeacher(name.value, endpoint.value);
      chooseTeacher(store, { source: "imported", name: summary.name, fingerprint }, summary);
    } catch (thrown) {
      if (!(thrown instanceof Cancelled)) store.draft.refuse("teacher", messageOf(thrown));
    }
    await store.refreshStudies();
  };
  return (
    <>
      <p class="muted prose">
        Named like “google/bert_uncased_L-2_H-128_A-2”, if you like with a revision behind an @. BERT, MobileBERT, DistilBERT, ELECTRA and
        RoBERTa are understood. It is fetched once, kept in this browser (see Studies) and works offline from then on. Nothing is sent but its name.
      </p>
      <div class="fields">
        <TextField label="Name on the hub" value={name.value} onChange={(value) => (name.value = value)} />
        <TextField
          label="Hub"
          hint="Empty: huggingface.co"
          explanation="The address of a mirror. The page's host has to allow it: npm start -- --mirror URL"
          value={endpoint.value}
          onChange={(value) => (endpoint.value = value)}
        />
      </div>
      <div class="row">
        <Button disabled={name.value.trim() === "" || fetching !== null} onClick={take}>
          Fetch this teacher
        </Button>
        <CancelFetching />
      </div>
      <Fetching />
    </>
  );
}
