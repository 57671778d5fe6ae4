/** Refuses candidates that could not be tried: the search proposes what is in the space and within bounds, nothing else. */
import { Refused } from "../base/errors.ts";
import { architectureKey, axisLabels, axisNames, type Architecture } from "./architecture.ts";
import { boundWords, meets } from "./bounds.ts";
import { isKnownMetric, knownMetrics } from "./known-metrics.ts";
import { metrics } from "./metrics.ts";
import type { Requirements } from "./requirements.ts";
import type { TeacherSummary } from "./study.ts";
import { templates } from "./templates/index.ts";

/** @param teacher without one, nothing is known of the vocabulary and so nothing of the parameters */
export function checkCandidates(requirements: Requirements, teacher: TeacherSummary | undefined): void {
  const { candidates = [], space, template } = requirements;
  candidates.forEach((candidate, index) => {
    const name = `candidate ${index + 1}`;
    for (const axis of axisNames)
      if (!space[axis].includes(candidate[axis]))
        throw new Refused(
          `${name}: the design space has ${axisLabels[axis].label.toLowerCase()} ${space[axis].join(", ")}; ` +
            `add the value there to try it, got ${candidate[axis]}`,
          `candidates.${index}.${axis}`,
        );
    const problem = templates[template.name].problem(candidate);
    if (problem !== null) throw new Refused(`${name} cannot be built: ${problem}`, `candidates.${index}`);
    const key = architectureKey(candidate);
    if (candidates.slice(0, index).some((earlier) => architectureKey(earlier) === key))
      throw new Refused(`${name} is there already: ${key}`, `candidates.${index}`);
    checkBounds(name, index, candidate, requirements, teacher);
  });
}

function checkBounds(
  name: string,
  index: number,
  candidate: Architecture,
  requirements: Requirements,
  teacher: TeacherSummary | undefined,
): void {
  const known = knownMetrics(candidate, requirements, teacher ?? { vocabSize: 0, maxPositionEmbeddings: 0 });
  for (const constraint of requirements.constraints) {
    const { metric, bound, value } = constraint;
    if (!isKnownMetric(metric) || (metric === "parameters" && teacher === undefined)) continue;
    if (!meets(constraint, known[metric]))
      throw new Refused(
        `${name} breaks the constraint ${metrics[metric].label} ${boundWords[bound]} ${value}, got ${known[metric]}`,
        `candidates.${index}`,
      );
  }
}
