import type { Device } from "../../study/device.ts";
import type { Study } from "../../study/study.ts";

/**
 * The study with nothing in it that tells the adapters' names. Devices stay apart under numbered keys, because
 * latencies of different devices must never share a front.
 */
export function withoutAdapters(study: Study): Study {
  const keys = new Map<string, string>();
  const anonymous = (device: Device): Device => {
    const key = keys.get(device.key) ?? `device-${keys.size + 1}`;
    keys.set(device.key, key);
    return { ...device, key, adapter: "unknown", reason: "" };
  };
  return {
    ...study,
    trials: study.trials.map((trial) => ({ ...trial, device: trial.device === null ? null : anonymous(trial.device) })),
  };
}

/** The adapters a study tells, each once. */
export function adaptersOf(study: Study): readonly string[] {
  return [...new Set(study.trials.flatMap(({ device }) => (device === null || device.adapter === "unknown" ? [] : [device.adapter])))];
}
