import { useMemo, useState } from "preact/hooks";
import type { RunStatus } from "../../lab/port.ts";
import type { Device } from "../../study/device.ts";
import { defaultRequirements, type Requirements } from "../../study/requirements.ts";
import type { Study } from "../../study/study.ts";
import { Button } from "../parts/button.tsx";
import { NumberField } from "../parts/field.tsx";
import { formatCounted } from "../parts/format.ts";
import { Empty, Notice } from "../parts/notice.tsx";
import { deviceWarning } from "../setup/words.ts";
import { CopyButton } from "../share/copy-button.tsx";
import { fileStem, saveFile } from "../share/save-file.ts";
import { BesidePanel } from "./beside-panel.tsx";
import { encodeBenchmark } from "./link.ts";
import { Picker } from "./picker.tsx";
import { QueuePanel } from "./queue-panel.tsx";
import { unitName, type Benchmark } from "./record.ts";
import { BenchmarkReport, markdownOf, type Benchmarks } from "./report.tsx";
import { sessionOf, type BenchmarkLab } from "./session.ts";
import { ownChoices, publishedChoices, type Choice } from "./subjects.ts";
import "./benchmark.css";

export interface BenchmarkViewProps {
  readonly lab: BenchmarkLab;
  /** Whose front is offered; null: published architectures alone. */
  readonly study: Study | null;
  /** What runs now: both would need the whole device. */
  readonly run: RunStatus | null;
  /** null or left out: not known yet. */
  readonly device?: Device | null;
}

type Target = Requirements["target"];

/** A target that can be timed; null while a field holds nonsense. */
export function validTarget(target: Target): Target | null {
  const within = (value: number, most: number) => Number.isInteger(value) && value >= 1 && value <= most;
  return within(target.batchSize, 256) && within(target.sequenceLength, 512) ? target : null;
}

export function BenchmarkView({ lab, study, run, device = null }: BenchmarkViewProps) {
  const session = sessionOf(lab);
  const own = session.own.value;
  const beside = session.beside.value;
  const state = session.queue.state.value;
  const failures = session.queue.failures.value;
  const stopped = session.queue.stopped.value;
  const shown = [own, beside].filter((benchmark): benchmark is Benchmark => benchmark !== null);
  const [first, ...others] = shown;
  const benchmarks = useMemo((): Benchmarks | null => (first === undefined ? null : [first, ...others]), [own, beside]);
  const warning = device === null ? null : deviceWarning(device);
  return (
    <>
      <header class="stack-tight">
        <h1>Benchmark</h1>
        <p class="lede">
          How fast published architectures and your own students are on this device. Their weights are random: speed does not
          depend on them.
        </p>
      </header>
      {warning !== null && (
        <Notice tone="warning" title="Large networks take minutes here">
          <p>{warning} Networks go from small to large, and you are asked before one that would take over a minute.</p>
        </Notice>
      )}
      <Selection study={study} run={run} busy={state !== null} onStart={(choices, target) => void session.start(choices, target)} />
      {state !== null && (
        <section class="panel" aria-label="Progress">
          <QueuePanel queue={session.queue} state={state} />
        </section>
      )}
      {stopped !== null && (
        <Notice tone="info" title={`Stopped: ${stopped.timed} of ${formatCounted(stopped.total, "network")} timed`}>
          <p>{stopped.timed === 0 ? "Earlier results stay." : "What was timed is kept below."}</p>
        </Notice>
      )}
      {failures.length > 0 && (
        <Notice tone="danger" title={`${formatCounted(failures.length, "network was", "networks were")} not timed`}>
          <ul>
            {failures.map(({ name, message }) => (
              <li key={name}>
                {name}: {message}
              </li>
            ))}
          </ul>
        </Notice>
      )}
      {benchmarks === null ? (
        <Empty title="Nothing timed yet">
          <p>Pick networks above. They are timed one after another, small to large, each against a fixed reference student.</p>
        </Empty>
      ) : (
        <section class="panel" aria-label="Results">
          <BenchmarkReport benchmarks={benchmarks} />
          {own !== null && <ReportTools own={own} benchmarks={benchmarks} onClear={session.clear} />}
        </section>
      )}
      <BesidePanel beside={beside} onLay={session.layBeside} />
    </>
  );
}

interface SelectionProps {
  readonly study: Study | null;
  readonly run: RunStatus | null;
  readonly busy: boolean;
  readonly onStart: (choices: readonly Choice[], target: Target) => void;
}

function Selection({ study, run, busy, onStart }: SelectionProps) {
  const [target, setTarget] = useState<Target>(() => study?.requirements.target ?? defaultRequirements.target);
  const valid = validTarget(target);
  const assumed = valid ?? defaultRequirements.target;
  const published = useMemo(() => publishedChoices(assumed), [assumed.batchSize, assumed.sequenceLength]);
  const own = useMemo(() => ownChoices(study, assumed), [study, assumed.batchSize, assumed.sequenceLength]);
  const [picked, setPicked] = useState<ReadonlySet<string>>(() => new Set(published.filter(({ small }) => small).map(({ id }) => id)));
  const pick = (id: string, wanted: boolean) => {
    const next = new Set(picked);
    if (wanted) next.add(id);
    else next.delete(id);
    setPicked(next);
  };
  const chosen = [...published, ...own].filter(({ id, subject }) => picked.has(id) || subject.name === unitName);
  return (
    <section class="panel" aria-label="Networks to time">
      <div class="pickers">
        <Picker legend="Published architectures" choices={published} picked={picked} onPick={pick} />
        {own.length > 0 && study !== null && (
          <Picker legend={`On the front of ${study.name}`} choices={own} picked={picked} onPick={pick} />
        )}
      </div>
      <div class="fields">
        <NumberField
          label="Inputs a pass"
          explanation="The batch: how many texts go through at once. One is what a single request feels"
          value={target.batchSize}
          refusal={target.batchSize >= 1 && target.batchSize <= 256 ? null : "a whole number from 1 to 256 is needed here"}
          onChange={(batchSize) => setTarget({ ...target, batchSize })}
        />
        <NumberField
          label="Length of an input"
          explanation="In words and pieces of words"
          unit="word pieces"
          value={target.sequenceLength}
          refusal={target.sequenceLength >= 1 && target.sequenceLength <= 512 ? null : "a whole number from 1 to 512 is needed here"}
          onChange={(sequenceLength) => setTarget({ ...target, sequenceLength })}
        />
      </div>
      <div class="row">
        <Button
          tone="primary"
          disabled={busy || run !== null || valid === null}
          onClick={() => {
            if (valid !== null) onStart(chosen, valid);
          }}
        >
          Time {formatCounted(chosen.length, "network")}
        </Button>
        {run !== null && (
          <span class="muted">A study is running. Both would need the whole device, so pause is not enough: stop it first.</span>
        )}
      </div>
    </section>
  );
}

interface ToolsProps {
  readonly own: Benchmark;
  readonly benchmarks: Benchmarks;
  readonly onClear: () => void;
}

function ReportTools({ own, benchmarks, onClear }: ToolsProps) {
  const link = window.location.href.replace(/#.*$/, "") + encodeBenchmark(own);
  return (
    <div class="stack-tight">
      <div class="row">
        <CopyButton text={markdownOf(benchmarks)} label="Copy as Markdown" />
        <CopyButton text={link} label="Copy link" />
        <Button onClick={() => saveFile(`${fileStem("benchmark", own.device.adapter)}.json`, `${JSON.stringify(own, null, 2)}\n`, "application/json")}>
          Save as JSON
        </Button>
        <Button tone="quiet" onClick={onClear}>
          Forget these results
        </Button>
      </div>
      <p class="small muted">
        The link holds this device's results ({link.length.toLocaleString("en")} characters), its adapter's name among them, and
        nothing else.
      </p>
    </div>
  );
}
