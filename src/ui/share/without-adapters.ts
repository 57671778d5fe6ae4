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
  const { prior } = study.requirements;
  return {
    ...study,
    requirements: { ...study.requirements, ...(prior && { prior: prior.map((earlier) => ({ ...earlier, device: "" })) }) },
    trials: study.trials.map((trial) => ({ ...trial, device: trial.device === null ? null : anonymous(trial.device) })),
  };
}

/** The adapters a study tells, each once. */
export function adaptersOf(study: Study): readonly string[] {
  const earlier = (study.requirements.prior ?? []).map(({ device }) => device);
  const own = study.trials.map(({ device }) => device?.adapter ?? "");
  return [...new Set([...own, ...earlier])].filter((adapter) => adapter !== "" && adapter !== "unknown");
}
