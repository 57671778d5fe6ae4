import { useEffect, useState } from "preact/hooks";
import { messageOf } from "../../base/errors.ts";
import type { Study, StudyId } from "../../study/study.ts";
import { useStore } from "./context.ts";

export type StudyState =
  | { readonly state: "loading" }
  | { readonly state: "ready"; readonly study: Study }
  | { readonly state: "missing"; readonly message: string };

/** A kept study; the running one stays up to date as its trials come in. */
export function useStudy(id: StudyId): StudyState {
  const store = useStore();
  const [loaded, setLoaded] = useState<StudyState>({ state: "loading" });
  const running = store.runningStudy.value;
  useEffect(() => {
    let current = true;
    setLoaded({ state: "loading" });
    store.study(id).then(
      (study) => current && setLoaded({ state: "ready", study }),
      (thrown: unknown) => current && setLoaded({ state: "missing", message: messageOf(thrown) }),
    );
    return () => void (current = false);
  }, [store, id]);
  return running?.id === id ? { state: "ready", study: running } : loaded;
}
