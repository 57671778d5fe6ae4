import type { Study, Trial } from "../../study/study.ts";
import { Button } from "../parts/button.tsx";
import { CopyButton } from "../share/copy-button.tsx";
import type { ResultActions } from "./actions.ts";
import { loadingSnippet, studentArchive } from "./snippet.ts";

interface Props {
  readonly study: Study;
  readonly trial: Trial;
  readonly actions: ResultActions;
}

/** The student as files, and the lines that load them. */
export function ExportPanel({ study, trial, actions }: Props) {
  const { zip, folder } = studentArchive(study.name, trial.id);
  const snippet = loadingSnippet(folder);
  return (
    <section class="stack-tight" aria-label="Export">
      <h3>Export</h3>
      <p class="prose">
        A folder in Hugging Face layout (config, safetensors, tokenizer) as one zip; transformers loads it like any other
        MobileBERT.
      </p>
      <div class="row">
        <Button onClick={() => actions.exportStudent(trial)}>Save {zip}</Button>
      </div>
      <pre class="snippet" tabIndex={0} aria-label="Python that loads it">
        <code>{snippet}</code>
      </pre>
      <CopyButton text={snippet} label="Copy the Python lines" />
    </section>
  );
}
