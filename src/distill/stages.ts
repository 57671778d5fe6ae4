import type { Architecture } from "../study/architecture.ts";
import { plannedSteps } from "../study/steps.ts";
import { layerOfParameter, projectorName } from "./mapping.ts";
import type { Recipe, Stage } from "./port.ts";

type Plan = Pick<Recipe, "schedule" | "kind"> & { readonly architecture: Pick<Architecture, "numHiddenLayers"> };

/**
 * The stages of a recipe: one of transfer a student layer, from the first up, then distillation. Flash distillation
 * takes ⌈share · steps⌉ of each; stages without steps are left out.
 */
export function stagesOf({ architecture, schedule, kind }: Plan): readonly Stage[] {
  const { transferPerLayer, distillation: steps } = plannedSteps(schedule, kind);
  const transfer = Array.from({ length: architecture.numHiddenLayers }, (_, layer): Stage => ({
    name: `transfer ${layer + 1}`,
    kind: "transfer",
    layer,
    steps: transferPerLayer,
  }));
  const distillation: Stage = { name: "distillation", kind: "distillation", layer: -1, steps };
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
