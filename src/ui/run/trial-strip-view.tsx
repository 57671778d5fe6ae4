import { formatCounted } from "../parts/format.ts";
import { hrefOf, resultsOf } from "../state/routes.ts";
import { cellWords, type Strip, type StripCell } from "./trial-strip.ts";

/** Shapes as well as colours tell the states apart. */
const marks = {
  waiting: "",
  distilling: "",
  measuring: "◔",
  paused: "Ⅱ",
  unfinished: "…",
  complete: "✓",
  infeasible: "×",
  stopped: "↷",
  "given-up": "⇥",
} as const satisfies Record<StripCell["state"], string>;

export function TrialStrip({ studyId, strip }: { readonly studyId: string; readonly strip: Strip }) {
  return (
    <div class="stack-tight">
      {strip.earlier > 0 && (
        <p class="small">
          <a href={hrefOf(resultsOf(studyId))}>{formatCounted(strip.earlier, "earlier trial")}</a>
        </p>
      )}
      <ol class="strip" aria-label="Trials">
        {strip.cells.map((cell) => (
          <li key={cell.key} class={`strip-cell strip-${cell.state}`}>
            <Cell studyId={studyId} cell={cell} />
          </li>
        ))}
      </ol>
      {strip.more > 0 && <p class="muted small">and {strip.more} more to come</p>}
    </div>
  );
}

function Cell({ studyId, cell }: { readonly studyId: string; readonly cell: StripCell }) {
  const inside = (
    <>
      <span class="strip-label">{cell.label}</span>
      <span class="strip-mark" aria-hidden="true">
        {marks[cell.state]}
      </span>
      <span class="visually-hidden">{cellWords[cell.state]}</span>
      {cell.stages.length > 0 && (
        <span class="strip-stages" aria-hidden="true">
          {cell.stages.map((stage, index) => (
            <span key={index} class="strip-stage" style={{ flexGrow: String(stage.weight) }}>
              <span class="strip-stage-done" style={{ width: `${100 * stage.done}%` }} />
            </span>
          ))}
        </span>
      )}
    </>
  );
  return cell.trial === null ? (
    <span class="strip-inside" title={cellWords[cell.state]}>
      {inside}
    </span>
  ) : (
    <a class="strip-inside" href={hrefOf(resultsOf(studyId, cell.trial))} title={cellWords[cell.state]}>
      {inside}
    </a>
  );
}
