import type { ComponentChildren } from "preact";
import { useEffect, useId, useState } from "preact/hooks";
import { numberOf } from "./number-text.ts";
import { Term } from "./term.tsx";

interface FieldProps {
  readonly label: string;
  readonly explanation?: string | undefined;
  /** Why the value was refused; null when it is fine. */
  readonly refusal?: string | null | undefined;
}

interface Wiring {
  readonly id: string;
  readonly "aria-describedby": string | undefined;
  readonly "aria-invalid": boolean | undefined;
}

/** A labelled control with its refusal beside it. */
function Field(props: FieldProps & { readonly hint?: string | undefined; readonly control: (wiring: Wiring) => ComponentChildren }) {
  const { label, explanation, refusal = null, hint, control } = props;
  const id = useId();
  const described = [hint === undefined ? "" : `${id}-hint`, refusal === null ? "" : `${id}-refusal`].filter(Boolean);
  const labelled = (
    <label class="field-label" for={id}>
      {label}
    </label>
  );
  return (
    <div class="field">
      {explanation === undefined ? labelled : <Term explanation={explanation}>{labelled}</Term>}
      {control({
        id,
        "aria-describedby": described.length === 0 ? undefined : described.join(" "),
        "aria-invalid": refusal === null ? undefined : true,
      })}
      {hint !== undefined && (
        <p class="field-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      <Refusal id={`${id}-refusal`} message={refusal} />
    </div>
  );
}

/** Stands beside the field that caused it; also used beside groups that are not one control. */
export function Refusal({ id, message }: { readonly id?: string; readonly message: string | null }) {
  return message === null ? null : (
    <p class="refusal" id={id} role="alert">
      {message}
    </p>
  );
}

export interface NumberFieldProps extends FieldProps {
  readonly value: number;
  readonly unit?: string | undefined;
  readonly hint?: string | undefined;
  /** Not a number where the text is none: the schema then refuses it beside the field. */
  readonly onChange: (value: number) => void;
}

/** The text stays as it is typed ("0.", "1e"); the number it stands for goes out with every key. */
export function NumberField({ value, unit, onChange, ...field }: NumberFieldProps) {
  const [text, setText] = useState(() => (Number.isNaN(value) ? "" : String(value)));
  useEffect(() => {
    // Set from elsewhere (a file was loaded), not by typing here.
    if (!Object.is(numberOf(text), value)) setText(Number.isNaN(value) ? "" : String(value));
  }, [value]);
  const change = (typed: string) => {
    setText(typed);
    onChange(numberOf(typed));
  };
  return (
    <Field
      {...field}
      control={(wiring) => (
        <span class="input-with-unit">
          <input {...wiring} class="input" type="text" inputMode="decimal" autocomplete="off" value={text} onInput={(event) => change(event.currentTarget.value)} />
          {unit !== undefined && <span class="input-unit">{unit}</span>}
        </span>
      )}
    />
  );
}

export interface TextFieldProps extends FieldProps {
  readonly value: string;
  readonly hint?: string | undefined;
  /** Shown as dots. */
  readonly secret?: boolean;
  readonly onChange: (value: string) => void;
}

export function TextField({ value, secret = false, onChange, ...field }: TextFieldProps) {
  const kind = secret ? ({ type: "password" } as const) : ({ type: "text" } as const);
  return (
    <Field
      {...field}
      control={(wiring) => (
        <input {...wiring} class="input" {...kind} autocomplete="off" value={value} onInput={(event) => onChange(event.currentTarget.value)} />
      )}
    />
  );
}

export interface SelectFieldProps<T extends string> extends FieldProps {
  readonly value: T;
  readonly options: readonly { readonly value: T; readonly label: string }[];
  readonly hint?: string | undefined;
  readonly onChange: (value: T) => void;
}

export function SelectField<T extends string>({ value, options, onChange, ...field }: SelectFieldProps<T>) {
  const choose = (chosen: string) => {
    const option = options.find((candidate) => candidate.value === chosen);
    if (option !== undefined) onChange(option.value);
  };
  return (
    <Field
      {...field}
      control={(wiring) => (
        <select {...wiring} class="input" value={value} onChange={(event) => choose(event.currentTarget.value)}>
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    />
  );
}

export interface CheckFieldProps {
  readonly label: string;
  readonly explanation?: string | undefined;
  readonly checked: boolean;
  readonly disabled?: boolean;
  readonly onChange: (checked: boolean) => void;
}

export function CheckField({ label, explanation, checked, disabled = false, onChange }: CheckFieldProps) {
  const id = useId();
  const labelled = <label for={id}>{label}</label>;
  return (
    <div class="check">
      <input id={id} type="checkbox" checked={checked} disabled={disabled} onChange={(event) => onChange(event.currentTarget.checked)} />
      {explanation === undefined ? labelled : <Term explanation={explanation}>{labelled}</Term>}
    </div>
  );
}

/** One of few, all visible. */
export function ChoiceField<T extends string>(props: {
  readonly legend: string;
  readonly value: T;
  readonly options: readonly { readonly value: T; readonly label: string }[];
  readonly onChange: (value: T) => void;
}) {
  const name = useId();
  return (
    <fieldset class="choice">
      <legend class="visually-hidden">{props.legend}</legend>
      {props.options.map((option) => (
        <label key={option.value} class="choice-option">
          <input type="radio" name={name} checked={option.value === props.value} onChange={() => props.onChange(option.value)} />
          <span>{option.label}</span>
        </label>
      ))}
    </fieldset>
  );
}
