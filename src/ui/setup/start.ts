import { messageOf, Refused } from "../../base/errors.ts";
import type { Store } from "../state/store.ts";

/** Creates the drafted study and runs it. A refusal goes beside its field, anything else into a toast. */
export async function startDraft(store: Store): Promise<void> {
  const { lab, draft } = store;
  try {
    const id = await lab.create(draft.value.value);
    await lab.run(id);
    store.go({ view: "run" });
  } catch (thrown) {
    if (thrown instanceof Refused && thrown.field !== undefined) draft.refuse(thrown.field, thrown.message);
    else store.tell(`The study did not start: ${messageOf(thrown)}`, "danger");
  }
}
