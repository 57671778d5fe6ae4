import { useSignal } from "@preact/signals";
import { messageOf } from "../../base/errors.ts";
import { parseJson } from "../../formats/json.ts";
import { parse } from "../../study/parse.ts";
import { defaultRequirements, requirementsSchema } from "../../study/requirements.ts";
import { Button } from "../parts/button.tsx";
import { Refusal, TextField } from "../parts/field.tsx";
import { FileDrop } from "../parts/file-drop.tsx";
import { useStore } from "../state/context.ts";
import { fileStem, saveFile } from "../share/save-file.ts";
import { readFile, type PickedFile } from "../state/files.ts";
import { Section } from "./section.tsx";
import { useDraft } from "./use-draft.ts";

/** Name the study; keep its requirements as a file, or begin from one. */
export function RequirementsSection() {
  const store = useStore();
  const { requirements, problem, set } = useDraft();
  const refusal = useSignal<string | null>(null);
  const load = async ([first]: readonly PickedFile[]) => {
    if (first === undefined) return;
    try {
      const text = new TextDecoder().decode((await readFile(first)).bytes);
      const loaded = parse(requirementsSchema, parseJson(text, first.path), first.path);
      store.draft.change(() => loaded);
      refusal.value = null;
      store.tell(`Loaded ${first.path}.`);
    } catch (thrown) {
      refusal.value = `${first.path} could not be used: ${messageOf(thrown)}`;
    }
  };
  const save = () => {
    saveFile(`${fileStem(requirements.name)}.requirements.json`, `${JSON.stringify(requirements, null, 2)}\n`, "application/json");
  };
  return (
    <Section title="Name and file" now={requirements.name} problem={problem("name")}>
      <div class="fields">
        <TextField
          label="Name of the study"
          value={requirements.name}
          refusal={problem("name")}
          onChange={(name) => set({ name })}
        />
      </div>
      <p class="muted prose">All requirements are one JSON value. Save it to run the same study elsewhere, or begin from a saved one.</p>
      <FileDrop what="a requirements file" accept=".json,application/json" onFiles={load} />
      <Refusal message={refusal.value} />
      <div class="row">
        <Button onClick={save}>Save as JSON</Button>
        <Button tone="quiet" onClick={() => store.draft.change(() => defaultRequirements)}>
          Go back to the built-in study
        </Button>
      </div>
    </Section>
  );
}
