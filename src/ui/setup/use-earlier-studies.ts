import { useEffect, useState } from "preact/hooks";
import type { Study } from "../../study/study.ts";
import { useStore } from "../state/context.ts";

/** The newest kept studies of a device with their trials: what an estimate of time is taken from. */
export function useEarlierStudies(deviceKey: string | null): readonly Study[] {
  const store = useStore();
  const summaries = store.studies.value;
  const [studies, setStudies] = useState<readonly Study[]>([]);
  useEffect(() => {
    if (deviceKey === null || summaries === null) return;
    let current = true;
    const newest = summaries
      .filter(({ device, trials }) => trials > 0 && device?.key === deviceKey)
      .toSorted((left, right) => right.createdAt - left.createdAt)
      .slice(0, 5);
    // A study deleted meanwhile is no reason to say anything.
    void Promise.allSettled(newest.map(({ id }) => store.study(id))).then((read) => {
      if (current) setStudies(read.flatMap((result) => (result.status === "fulfilled" ? [result.value] : [])));
    });
    return () => void (current = false);
  }, [store, deviceKey, summaries]);
  return studies;
}
