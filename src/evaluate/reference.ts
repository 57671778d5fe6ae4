import { createMobileBert } from "../model/mobilebert.ts";
import { mobileBertConfig } from "../model/mobilebert-config.ts";
import { disposeParameters, toTensors } from "../model/parameters.ts";
import type { Requirements } from "../study/requirements.ts";
import { createForwardPass, type ForwardPass } from "./forward-pass.ts";

/**
 * The student every other one is timed against: a small MobileBERT, the same in every study and on every device, run on
 * the study's target batch. Latencies of two devices are compared by their ratio to it. Changing anything here makes
 * earlier ratios incomparable.
 */
const reference = {
  architecture: {
    numHiddenLayers: 3,
    hiddenSize: 128,
    intraBottleneckSize: 64,
    numAttentionHeads: 4,
    intermediateSize: 128,
    numFeedforwardNetworks: 2,
  },
  template: {
    name: "mobilebert",
    embeddingSize: 64,
    normalization: "no_norm",
    activation: "relu",
    trigramInput: true,
    keyQuerySharedBottleneck: true,
    useBottleneckAttention: false,
  },
  // As many positions as a target may ask for; the vocabulary hardly counts, rows are only looked up.
  vocabulary: { vocabSize: 1024, maxPositionEmbeddings: 512 },
  seed: 1,
} as const;

/** The reference student itself, as it begins: the arithmetic does not depend on its values. */
export function referenceStudent() {
  const form = mobileBertConfig(reference.architecture, reference.template, reference.vocabulary);
  const network = createMobileBert(form);
  return { form, network, tensors: network.initialise(reference.seed) };
}

/** The reference student's forward pass; owns its parameters until `dispose`. */
export async function createReferencePass(target: Requirements["target"]): Promise<ForwardPass> {
  const { network, tensors } = referenceStudent();
  const parameters = toTensors(tensors);
  const pass = await createForwardPass(network, parameters, target);
  return {
    ...pass,
    dispose() {
      pass.dispose();
      disposeParameters(parameters);
    },
  };
}
