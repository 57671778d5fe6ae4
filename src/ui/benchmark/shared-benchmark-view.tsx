import { useMemo } from "preact/hooks";
import { messageOf } from "../../base/errors.ts";
import { Button, ButtonLink } from "../parts/button.tsx";
import { FailureNotice, Notice } from "../parts/notice.tsx";
import { deviceName } from "../results/device-name.ts";
import { decodeBenchmark } from "./link.ts";
import type { Benchmark } from "./record.ts";
import { BenchmarkReport } from "./report.tsx";
import { sessionOf, type BenchmarkLab } from "./session.ts";
import "./benchmark.css";

export interface SharedBenchmarkViewProps {
  /** What stands behind the # of the address. */
  readonly fragment: string;
  readonly lab: BenchmarkLab;
  /** It lies beside this device's results now: show them. */
  readonly onLaid: () => void;
}

type Opened = { readonly benchmark: Benchmark } | { readonly refusal: string };

function opened(fragment: string): Opened {
  try {
    return { benchmark: decodeBenchmark(fragment) };
  } catch (thrown) {
    return { refusal: messageOf(thrown) };
  }
}

/** Another device's benchmark out of a link, read only. */
export function SharedBenchmarkView({ fragment, lab, onLaid }: SharedBenchmarkViewProps) {
  const link = useMemo(() => opened(fragment), [fragment]);
  if ("refusal" in link)
    return (
      <>
        <h1>Shared benchmark</h1>
        <FailureNotice
          title="This link cannot be opened"
          happened={link.refusal}
          safe="Everything you keep here. A link is only read; this one changed nothing."
          advice="Ask for the link again: chat programs cut long ones off."
        >
          <ButtonLink href="#/benchmark">Go to the benchmark</ButtonLink>
        </FailureNotice>
      </>
    );
  const { benchmark } = link;
  const lay = () => {
    sessionOf(lab).layBeside(benchmark);
    onLaid();
  };
  return (
    <>
      <header class="row row-apart">
        <div class="stack-tight">
          <h1>Shared benchmark</h1>
          <p class="muted">{deviceName(benchmark.device)}</p>
        </div>
        <Button tone="primary" onClick={lay}>
          Lay it beside this device
        </Button>
      </header>
      <Notice tone="info" title="Measured on another device, read only">
        <p>It came inside the link. Nothing was started, downloaded or overwritten.</p>
      </Notice>
      <section class="panel" aria-label="Results">
        <BenchmarkReport benchmarks={[benchmark]} />
      </section>
    </>
  );
}
