import { useSignal } from "@preact/signals";
import { transformersDtypes, type Precision } from "../../formats/onnx/precision.ts";
import type { Measurement } from "../../study/measurement.ts";
import type { Study, Trial } from "../../study/study.ts";
import { Button } from "../parts/button.tsx";
import { CopyButton } from "../share/copy-button.tsx";
import { canSaveFolders } from "../share/save-folder.ts";
import { useStore } from "../state/context.ts";
import type { ResultActions } from "./actions.ts";
import { OnnxChoice } from "./onnx-choice.tsx";
import { costSentence } from "./onnx-cost.ts";
import { draftOf, PushPanel } from "./push-panel.tsx";
import { javascriptSnippet, loadingSnippet, studentArchive } from "./snippet.ts";

interface Props {
  readonly study: Study;
  readonly trial: Trial;
  readonly actions: ResultActions;
}

/** The student as files with the lines that load them, or to the hub. */
export function ExportPanel({ study, trial, actions }: Props) {
  const chosen = useSignal<readonly Precision[]>(draftOf(useStore().hub.value?.draft, study, trial, "pretrained")?.onnx ?? []);
  const { zip, folder } = studentArchive(study.name, trial.id);
  const onnx = chosen.value;
  const [first] = onnx;
  return (
    <>
      <section class="stack-tight" aria-label="Export">
        <h3>Export</h3>
        <p class="prose">
          A folder in Hugging Face layout (config, safetensors, tokenizer, model card); transformers loads it like any other
          MobileBERT. With ONNX models in it, transformers.js and ONNX Runtime load it too.
        </p>
        <OnnxChoice chosen={onnx} onChange={(precisions) => (chosen.value = precisions)} />
        <div class="row">
          <Button onClick={() => actions.exportStudent(trial, { onnx, into: "zip" })}>Save {zip}</Button>
          {canSaveFolders(window) && (
            <Button onClick={() => actions.exportStudent(trial, { onnx, into: "folder" })}>Save as a folder</Button>
          )}
        </div>
        <OnnxCost trial={trial} onnx={onnx} actions={actions} />
        <Snippet what="Python" text={loadingSnippet(folder)} />
        {first !== undefined && <Snippet what="JavaScript" text={javascriptSnippet(folder, transformersDtypes[first])} />}
      </section>
      <PushPanel study={study} trial={trial} task={null} onnx={onnx} />
    </>
  );
}

/** What rounding the matrices costs, measured when the person asks: it takes as long as an evaluation. */
function OnnxCost({ trial, onnx, actions }: { readonly trial: Trial; readonly onnx: readonly Precision[]; readonly actions: ResultActions }) {
  const measured = useSignal<ReadonlyMap<Precision, Measurement["metrics"]>>(new Map());
  const rounded = onnx.filter((precision) => precision !== "float32");
  if (rounded.length === 0) return null;
  const measure = async () => {
    for (const precision of rounded) {
      const metrics = await actions.onnxAccuracy(trial, precision);
      if (metrics === undefined) return;
      measured.value = new Map(measured.value).set(precision, metrics);
    }
  };
  return (
    <>
      <div class="row">
        <Button tone="quiet" disabled={actions.busy !== null} onClick={measure}>
          Measure what rounding costs
        </Button>
        <span class="small muted">On the study's held-out text, in ONNX Runtime; fetches 14 MB the first time.</span>
      </div>
      {[...measured.value].map(([precision, metrics]) => (
        <p key={precision} class="small">
          {costSentence(precision, metrics, trial)}
        </p>
      ))}
    </>
  );
}

function Snippet({ what, text }: { readonly what: string; readonly text: string }) {
  return (
    <>
      <pre class="snippet" tabIndex={0} aria-label={`${what} that loads it`}>
        <code>{text}</code>
      </pre>
      <CopyButton text={text} label={`Copy the ${what} lines`} />
    </>
  );
}
