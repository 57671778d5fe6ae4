import { Refused } from "../base/errors.ts";
import { axisNames, type Architecture, type AxisName } from "./architecture.ts";
import { shown } from "./parse.ts";
import { validSpace, type SpaceRequirements } from "./space.ts";

/** MobileBERT itself (arXiv 2004.02984, table 1), whose proportions the baseline keeps. */
const mobilebert = {
  hiddenSize: 512,
  intraBottleneckSize: 128,
  numAttentionHeads: 4,
  intermediateSize: 512,
  numFeedforwardNetworks: 4,
};

/** How far two sizes are apart, in octaves. */
const octaves = (value: number, target: number) => Math.abs(Math.log2(value / target));

/** The value nearest to the target by ratio; of two equally near ones the smaller. */
function nearest(values: readonly number[], target: number): number {
  return values.reduce((best, value) => {
    const gain = octaves(best, target) - octaves(value, target);
    return gain > 0 || (gain === 0 && value < best) ? value : best;
  });
}

/**
 * The MobileBERT-shaped student of a design space: AutoDistill's fair baseline, MobileBERT under the same schedule.
 *
 * The rule: the most layers there are; the hidden size nearest to the teacher's, as MobileBERT's 512 is its teacher's, so
 * that features are matched without a projector; from that hidden size h the bottleneck nearest
 * to h / 4, the feed-forward size nearest to h; 4 heads and 4 stacked feed-forward networks, or the nearest there
 * are. Nearest is by ratio, the smaller of two. Where this cannot be built, the axes that decide it together move to
 * the valid combination whose octaves from the rule are fewest (their squares summed).
 * @throws Refused when no architecture of the space can be built
 */
export function baselineArchitecture(
  requirements: SpaceRequirements,
  teacherHiddenSize: number = mobilebert.hiddenSize,
): Architecture {
  const { space } = requirements;
  const hiddenSize = nearest(space.hiddenSize, teacherHiddenSize);
  const scale = hiddenSize / mobilebert.hiddenSize;
  const target: Architecture = {
    numHiddenLayers: Math.max(...space.numHiddenLayers),
    hiddenSize,
    intraBottleneckSize: mobilebert.intraBottleneckSize * scale,
    numAttentionHeads: mobilebert.numAttentionHeads,
    intermediateSize: mobilebert.intermediateSize * scale,
    numFeedforwardNetworks: mobilebert.numFeedforwardNetworks,
  };
  const shaped: Architecture = {
    ...target,
    intraBottleneckSize: nearest(space.intraBottleneckSize, target.intraBottleneckSize),
    numAttentionHeads: nearest(space.numAttentionHeads, target.numAttentionHeads),
    intermediateSize: nearest(space.intermediateSize, target.intermediateSize),
    numFeedforwardNetworks: nearest(space.numFeedforwardNetworks, target.numFeedforwardNetworks),
  };
  const valid = validSpace(requirements);
  if (valid.has(shaped)) return shaped;

  const distance = (architecture: Architecture) =>
    axisNames.reduce((sum, axis: AxisName) => sum + octaves(architecture[axis], target[axis]) ** 2, 0);
  const variants = [...valid.variants(shaped)];
  if (variants.length === 0)
    throw new Refused(`no architecture of the design space can be built: ${shown(space)}`, "space");
  return variants.reduce((best, variant) => (distance(variant) < distance(best) ? variant : best));
}
