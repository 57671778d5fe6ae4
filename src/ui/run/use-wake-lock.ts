import { useEffect } from "preact/hooks";
import { useStore } from "../state/context.ts";

/** Keeps the screen on while `wanted`; the browser takes the lock away with the tab, so it is asked for again. */
export function useWakeLock(wanted: boolean): void {
  const { window } = useStore().environment;
  useEffect(() => {
    if (!wanted || !("wakeLock" in window.navigator)) return;
    let released = false;
    let lock: WakeLockSentinel | null = null;
    const ask = async () => {
      if (window.document.visibilityState !== "visible") return;
      try {
        const granted = await window.navigator.wakeLock.request("screen");
        if (released) void granted.release();
        else lock = granted;
      } catch {
        // A low battery refuses it; the study runs all the same.
      }
    };
    void ask();
    window.document.addEventListener("visibilitychange", ask);
    return () => {
      released = true;
      window.document.removeEventListener("visibilitychange", ask);
      void lock?.release();
    };
  }, [wanted, window]);
}
