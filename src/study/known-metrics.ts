import type { Architecture } from "./architecture.ts";
import { metrics, type MetricName } from "./metrics.ts";
import { templates } from "./templates/index.ts";
import type { Requirements } from "./requirements.ts";
import type { Vocabulary } from "./templates/template.ts";

/** Metrics that follow from the architecture alone. */
export type KnownMetricName = { [M in MetricName]: (typeof metrics)[M]["known"] extends true ? M : never }[MetricName];

export function isKnownMetric(metric: MetricName): metric is KnownMetricName {
  return metrics[metric].known;
}

/**
 * Encoder parameters, and floating-point operations of one forward pass of a target batch.
 * @param vocabulary of the teacher, which its students share
 */
export function knownMetrics(
  architecture: Architecture,
  { template, target }: Pick<Requirements, "template" | "target">,
  vocabulary: Vocabulary,
): Readonly<Record<KnownMetricName, number>> {
  const { parameters, flops } = templates[template.name];
  return {
    parameters: parameters(architecture, template, vocabulary),
    flops: flops(architecture, template, target.batchSize, target.sequenceLength),
  };
}
