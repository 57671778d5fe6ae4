import { at } from "../base/linear-algebra.ts";
import { architectureKey, type Architecture } from "../study/architecture.ts";
import type { ValidSpace } from "../study/space.ts";
import { neighbours, type Candidates, type Eligible } from "./candidates.ts";
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
 * The candidate worth most. Where the candidates are a sample, the best of them climb: each moves to its best eligible
 * neighbour as long as that is better. Equal candidates keep their order, so the choice depends on nothing else.
 * @returns undefined where no candidate is worth anything
 */
export function maximise(
  score: Score,
  candidates: Candidates,
  axes: readonly EncodedAxis[],
  space: ValidSpace,
  eligible: Eligible,
): Architecture | undefined {
  const byWorth = scoredBy(score, candidates.architectures)
    .filter(({ value }) => value > Number.NEGATIVE_INFINITY)
    .sort((a, b) => b.value - a.value);
  if (candidates.isComplete) return byWorth[0]?.architecture;

  const seen = new Set<string>();
  let best = byWorth[0];
  for (const start of byWorth.slice(0, climberCount)) {
    let here = start;
    for (let round = 0; round < roundLimit; round++) {
      const fresh = neighbours(here.architecture, axes, space).filter((architecture) => {
        const key = architectureKey(architecture);
        return !seen.has(key) && eligible(architecture) && seen.add(key);
      });
      const up = scoredBy(score, fresh).reduce((most, next) => (next.value > most.value ? next : most), here);
      if (up === here) break;
      here = up;
    }
    if (best === undefined || here.value > best.value) best = here;
  }
  return best?.architecture;
}
