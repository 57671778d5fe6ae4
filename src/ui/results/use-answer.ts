import { useEffect, useState } from "preact/hooks";
import { messageOf } from "../../base/errors.ts";

export interface Answer<T> {
  /** The last answer, perhaps to the question before; null before the first. */
  readonly value: T | null;
  readonly waiting: boolean;
  /** Why there is no answer; null where there is one. */
  readonly failure: string | null;
}

/**
 * Asks once `wanted`, and again whenever `key` changes meanwhile; never for what has been answered already.
 * @param key equal keys, equal answers
 */
export function useAnswer<T>(ask: () => Promise<T>, key: string, wanted: boolean): Answer<T> {
  const [answer, setAnswer] = useState<Answer<T> & { readonly key: string | null }>(unasked);
  const answered = answer.key === key;
  useEffect(() => {
    if (!wanted || answered) return;
    let current = true;
    setAnswer((before) => ({ ...before, waiting: true, failure: null }));
    ask().then(
      (value) => current && setAnswer({ value, key, waiting: false, failure: null }),
      (thrown: unknown) => current && setAnswer((before) => ({ ...before, waiting: false, failure: messageOf(thrown) })),
    );
    return () => void (current = false);
  }, [key, wanted, answered]);
  return answer;
}

const unasked = { value: null, key: null, waiting: false, failure: null } as const;
