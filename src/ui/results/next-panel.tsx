import type { StudyExplanation } from "../../lab/port.ts";
import { Figures } from "../parts/figures.tsx";
import { formatEstimate, formatRange } from "../parts/format.ts";
import { Word } from "../parts/glossary.tsx";
import { MetricTerm } from "../parts/term.tsx";
import { architectureWords } from "./architecture-shapes.ts";
import { chanceText, expectations, gainText, worthSentence } from "./learned.ts";
import { originOf } from "./origins.ts";

interface Props {
  readonly next: StudyExplanation["next"];
  /** Too few trials were measured to believe it. */
  readonly few: boolean;
}

/** What the search would try next, what it expects of it, and whether that is worth a trial. */
export function NextPanel({ next, few }: Props) {
  return (
    <section class="stack" aria-label="What it would try next">
      <div class="stack-tight">
        <h3>What it would try next</h3>
        <p class="prose">
          {few && next !== null && next.gain !== null ? "So few trials say little about what is left to gain." : worthSentence(next)}
        </p>
      </div>
      {next !== null && (
        <>
          <p class="prose">
            {architectureWords(next.architecture)}. <span class="muted">{originOf(next.origin).short}.</span>
          </p>
          <Figures
            figures={[
              ...expectations(next).map(({ metric, expected }) => ({
                key: metric,
                label: <MetricTerm metric={metric} />,
                value: formatEstimate(metric, expected),
                note: expected.low === expected.high ? "computed" : `${formatRange(metric, expected)} expected`,
              })),
              {
                key: "chance",
                label: (
                  <>
                    Chance of joining the <Word of="pareto">front</Word>
                  </>
                ),
                value: next.chance === null ? null : chanceText(next.chance),
              },
              {
                key: "gain",
                label: (
                  <>
                    Gain in <Word of="hypervolume">hypervolume</Word>
                  </>
                ),
                value: next.gain === null ? null : gainText(next.gain),
                note: "expected, of today's",
              },
            ]}
          />
          <p class="small muted">Ranges are the model's 95 % intervals: it has measured nothing of this student yet.</p>
        </>
      )}
    </section>
  );
}
