import { Button } from "../parts/button.tsx";
import { CheckField, SelectField, TextField } from "../parts/field.tsx";
import { formatCounted } from "../parts/format.ts";
import { noFilter, rowStates, type TrialFilter } from "./rows.ts";

const stateLabels = { complete: "Complete", infeasible: "Infeasible", stopped: "Stopped", running: "Running" } as const;

interface Props {
  readonly filter: TrialFilter;
  readonly shown: number;
  readonly total: number;
  readonly onChange: (filter: TrialFilter) => void;
}

/** Narrows the charts and the table alike. */
export function FilterBar({ filter, shown, total, onChange }: Props) {
  return (
    <section class="filter-bar" aria-label="Filter the trials">
      <TextField label="Find" value={filter.text} onChange={(text) => onChange({ ...filter, text })} />
      <SelectField
        label="State"
        value={filter.state}
        options={[
          { value: "all", label: "All states" },
          ...rowStates.map((state) => ({ value: state, label: stateLabels[state] })),
        ]}
        onChange={(state) => onChange({ ...filter, state })}
      />
      <CheckField label="On the front only" checked={filter.frontOnly} onChange={(frontOnly) => onChange({ ...filter, frontOnly })} />
      <p class="filter-count muted small" role="status">
        {shown === total ? formatCounted(total, "trial") : `${shown} of ${formatCounted(total, "trial")} shown`}
      </p>
      {shown !== total && (
        <Button tone="quiet" onClick={() => onChange(noFilter)}>
          Show all
        </Button>
      )}
    </section>
  );
}
