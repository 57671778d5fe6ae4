import type { Architecture } from "./architecture.ts";
import type { Requirements } from "./requirements.ts";
import { validSpace } from "./space.ts";

/** Requirements with these candidates to try first; none leave no trace, so that they equal those that never had any. */
export function withCandidates(requirements: Requirements, candidates: readonly Architecture[]): Requirements {
  const { candidates: _, ...others } = requirements;
  return candidates.length === 0 ? others : { ...others, candidates: [...candidates] };
}

/** Leaves out the candidates that are not in the design space, because it is another one than when they were chosen. */
export function withoutStrangers(requirements: Requirements): Requirements {
  const valid = validSpace(requirements);
  return withCandidates(requirements, (requirements.candidates ?? []).filter((candidate) => valid.has(candidate)));
}
