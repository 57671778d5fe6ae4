import { CheckField } from "../parts/field.tsx";
import { formatMetric } from "../parts/format.ts";
import { unitName } from "./record.ts";
import type { Choice } from "./subjects.ts";

interface Props {
  readonly legend: string;
  readonly choices: readonly Choice[];
  readonly picked: ReadonlySet<string>;
  readonly onPick: (id: string, picked: boolean) => void;
}

/** Networks to be timed, with their work, so that one sees what is large before starting it. */
export function Picker({ legend, choices, picked, onPick }: Props) {
  return (
    <fieldset class="picker">
      <legend>{legend}</legend>
      <ul>
        {choices.map(({ id, subject, flops, note }) => {
          const isUnit = subject.name === unitName;
          return (
            <li key={id}>
              <CheckField
                label={subject.name}
                checked={isUnit || picked.has(id)}
                disabled={isUnit}
                onChange={(checked) => onPick(id, checked)}
              />
              <span class="picker-note">
                {formatMetric("flops", flops)}
                {isUnit ? " · always timed: it is the unit" : ` · ${note}`}
              </span>
            </li>
          );
        })}
      </ul>
    </fieldset>
  );
}
