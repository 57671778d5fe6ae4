import { useStore } from "../state/context.ts";
import { chooseTeacher } from "./choose-teacher.ts";
import { FetchForm } from "./fetch-form.tsx";

/** A teacher by its name on the Hugging Face Hub, or on a mirror of it. */
export function HubTeacher() {
  const store = useStore();
  return (
    <>
      <p class="muted prose">
        Named like “google/bert_uncased_L-2_H-128_A-2”, if you like with a revision behind an @. BERT, MobileBERT, DistilBERT, ELECTRA and
        RoBERTa are understood. It is fetched once, kept in this browser (see Studies) and works offline from then on. Nothing is sent but its name.
      </p>
      <FetchForm
        label="Name on the hub"
        action="Fetch this teacher"
        field="teacher"
        take={async (name, endpoint) => {
          const { fingerprint, summary } = await store.lab.importHubTeacher(name, endpoint);
          chooseTeacher(store, { source: "imported", name: summary.name, fingerprint }, summary);
        }}
      />
    </>
  );
}
