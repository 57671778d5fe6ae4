import type { Architecture } from "../study/architecture.ts";
import { layerOfParameter, projectorName } from "./mapping.ts";
import { hasTransferLoss } from "./losses/transfer.ts";
import type { Recipe, Stage } from "./port.ts";

type Plan = Pick<Recipe, "schedule" | "kind"> & { readonly architecture: Pick<Architecture, "numHiddenLayers"> };

/**
 * The stages of a recipe: one of transfer a student layer, from the first up, then distillation. Flash distillation
 * takes ⌈share · steps⌉ of each; stages without steps are left out.
 */
export function stagesOf({ architecture, schedule, kind }: Plan): readonly Stage[] {
  const share = kind === "flash" ? schedule.flashShare : 1;
  // The small subtraction keeps 0.07 · 100 = 7.000000000000001 at 7.
  const steps = (regular: number) => Math.ceil(share * regular - 1e-9);
  const layers = hasTransferLoss(schedule) ? architecture.numHiddenLayers : 0;
  const transfer = Array.from({ length: layers }, (_, layer): Stage => ({
    name: `transfer ${layer + 1}`,
    kind: "transfer",
    layer,
    steps: steps(schedule.transferStepsPerLayer),
  }));
  const distillation: Stage = { name: "distillation", kind: "distillation", layer: -1, steps: steps(schedule.distillationSteps) };
  return [...transfer, distillation].filter((stage) => stage.steps > 0);
}

/** Factors on the learning rate in transfer (released `distill_util.py`: 3 · 1 and 3 · 0.1). */
const currentLayer = 3;
const earlierLayers = 0.3;

/**
 * What a transfer stage trains, with the factors on the learning rate: its layer and the layer's projector, and more
 * gently the layers below; nothing else, so no gradients are computed for it.
 */
export function transferMultipliers(names: Iterable<string>, layer: number): ReadonlyMap<string, number> {
  const multipliers = new Map<string, number>();
  for (const name of names) {
    const own = layerOfParameter(name);
    if (own === layer || name === projectorName(layer)) multipliers.set(name, currentLayer);
    else if (own !== null && own < layer) multipliers.set(name, earlierLayers);
  }
  return multipliers;
}
