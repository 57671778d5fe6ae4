import { at } from "../base/linear-algebra.ts";
import { architectureKey, type Architecture } from "../study/architecture.ts";
import type { ValidSpace } from "../study/space.ts";
import { isEligible, neighbours, type Candidates, type Eligibility } from "./candidates.ts";
import type { EncodedAxis } from "./encoding.ts";
import type { Score } from "./situation.ts";

const climberCount = 8;
const roundLimit = 40;

interface Scored {
  readonly architecture: Architecture;
  readonly value: number;
}

function scoredBy(score: Score, architectures: readonly Architecture[]): Scored[] {
  const values = score(architectures);
  return architectures.map((architecture, index) => ({ architecture, value: at(values, index) }));
}

/**
 * The candidate worth most. Where the candidates are a sample, climbers go on from the best of them and from `near`:
 * all of their eligible neighbours are scored together, and each climber moves to its best one as long as that is
 * better. Equal candidates keep their order, so the choice depends on nothing else.
 * @param near architectures worth looking around, though they cannot be proposed themselves
 * @returns undefined where no candidate is worth anything
 */
export function maximise(
  score: Score,
  candidates: Candidates,
  axes: readonly EncodedAxis[],
  space: ValidSpace,
  eligibility: Eligibility,
  near: readonly Architecture[],
): Architecture | undefined {
  const byWorth = scoredBy(score, candidates.architectures)
    .filter(({ value }) => value > Number.NEGATIVE_INFINITY)
    .sort((a, b) => b.value - a.value);
  let best = byWorth[0];
  if (candidates.isComplete) return best?.architecture;

  const seen = new Set<string>();
  let climbers: Scored[] = [
    ...byWorth.slice(0, climberCount),
    ...near.slice(0, climberCount).map((architecture) => ({ architecture, value: Number.NEGATIVE_INFINITY })),
  ];
  for (let round = 0; round < roundLimit && climbers.length > 0; round++) {
    const steps = climbers.map(({ architecture, value }) => ({
      value,
      fresh: neighbours(architecture, axes, space).filter((neighbour) => {
        const key = architectureKey(neighbour);
        return !seen.has(key) && isEligible(eligibility, neighbour) && seen.add(key);
      }),
    }));
    const scored = scoredBy(
      score,
      steps.flatMap(({ fresh }) => fresh),
    );
    let start = 0;
    climbers = steps.flatMap(({ value, fresh }) => {
      const reached = scored.slice(start, (start += fresh.length)).sort((a, b) => b.value - a.value)[0];
      return reached !== undefined && reached.value > value ? [reached] : [];
    });
    for (const climber of climbers) if (best === undefined || climber.value > best.value) best = climber;
  }
  return best?.architecture;
}
