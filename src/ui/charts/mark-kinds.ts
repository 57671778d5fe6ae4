export const markKinds = ["front", "candidate", "dominated", "regular", "baseline", "infeasible", "running"] as const;
export type MarkKind = (typeof markKinds)[number];

export const markNames = {
  front: "On the front",
  candidate: "Candidate",
  dominated: "Dominated",
  regular: "Regular distillation",
  baseline: "Baseline",
  infeasible: "Breaks a constraint",
  running: "Running",
} as const satisfies Record<MarkKind, string>;

export const tones = ["accent", "muted", "faded", "teacher", "baseline", "second", "danger"] as const;
export type Tone = (typeof tones)[number];
