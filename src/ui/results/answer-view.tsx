import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Meter } from "../parts/meter.tsx";
import { Loading, Notice } from "../parts/notice.tsx";
import type { Answer } from "./use-answer.ts";

interface Props<T> {
  readonly answer: Answer<T>;
  readonly children: (value: T) => ComponentChildren;
}

/** An answer of the search, or how far it is. The answer before stays until there is a new one. */
export function AnswerView<T>({ answer, children }: Props<T>) {
  const { value, waiting, failure } = answer;
  return (
    <>
      {waiting && <Waiting again={value !== null} />}
      {failure !== null && (
        <Notice tone="danger" title="The search did not answer" urgent>
          <p>{failure}. Nothing is lost: close this and open it to ask again.</p>
        </Notice>
      )}
      {value !== null && children(value)}
    </>
  );
}

const shortMs = 1000;

function Waiting({ again }: { readonly again: boolean }) {
  const [long, setLong] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLong(true), shortMs);
    return () => clearTimeout(timer);
  }, []);
  const what = again ? "The trials have changed; asking the search again…" : "Asking the search…";
  return (
    <div class="stack-tight">
      <Loading what={long ? `${what} It takes a second for a hundred trials, and waits while a student is being timed.` : what} />
      {long && <Meter label="Asking the search" share={null} />}
    </div>
  );
}
