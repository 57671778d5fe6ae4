import { useState } from "preact/hooks";
import { messageOf } from "../../base/errors.ts";
import { Button, type ButtonProps } from "../parts/button.tsx";
import "./share.css";

interface Props {
  readonly text: string;
  /** What the button says before it was pressed: "Copy link". */
  readonly label: string;
  readonly tone?: NonNullable<ButtonProps["tone"]>;
  readonly disabled?: boolean;
}

/** Copies a text and says whether that worked. */
export function CopyButton({ text, label, tone = "plain", disabled = false }: Props) {
  const [outcome, setOutcome] = useState<{ readonly text: string; readonly words: string } | null>(null);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setOutcome({ text, words: "Copied" });
    } catch (thrown) {
      setOutcome({ text, words: `Not copied, select the text instead: ${messageOf(thrown)}` });
    }
  };
  return (
    <span class="copy">
      <Button tone={tone} disabled={disabled} onClick={copy}>
        {label}
      </Button>
      <span class="copy-outcome" role="status">
        {outcome?.text === text ? outcome.words : ""}
      </span>
    </span>
  );
}
