import { timeNetwork, type TimingRequest } from "../evaluate/measure.ts";
import { createBert } from "../model/bert.ts";
import { mobileBertConfig } from "../model/mobilebert-config.ts";
import { createMobileBert } from "../model/mobilebert.ts";
import type { Network } from "../model/network.ts";
import { disposeParameters, toTensors } from "../model/parameters.ts";
import type { Device } from "../study/device.ts";
import type { Requirements } from "../study/requirements.ts";
import { templates } from "../study/templates/index.ts";
import { bertFlops, bertParameters } from "../study/templates/bert.ts";
import type { BenchmarkResult, BenchmarkSubject } from "./port.ts";

/**
 * Latency hardly depends on the vocabulary, rows are only looked up; a small one spares a phone 100 MB of random
 * numbers. Sizes are told with BERT's own vocabulary, as published.
 */
const timedVocabulary = 1024;
const publishedVocabulary = { vocabSize: 30522, maxPositionEmbeddings: 512 };
const seed = 1;

/** Times a network of random weights; the arithmetic does not depend on them. */
export async function benchmarkNetwork(
  subject: BenchmarkSubject,
  target: Requirements["target"],
  device: Device,
  timing: Omit<TimingRequest, "network" | "parameters" | "target">,
): Promise<BenchmarkResult> {
  const network = networkOf(subject);
  const parameters = toTensors(network.initialise(seed));
  try {
    const { latencyMs, ratio, timing: taken } = await timeNetwork({ ...timing, network, parameters, target });
    return { name: subject.name, ...sizesOf(subject, target), latencyMs, ratio, timing: taken, device };
  } finally {
    disposeParameters(parameters);
  }
}

function networkOf(subject: BenchmarkSubject): Network {
  const vocabulary = { ...publishedVocabulary, vocabSize: timedVocabulary };
  if (subject.kind === "mobilebert") {
    return createMobileBert(mobileBertConfig(subject.architecture, subject.template, vocabulary), []);
  }
  const { layers, hiddenSize, heads, intermediateSize } = subject;
  const sizes = { numHiddenLayers: layers, hiddenSize, numAttentionHeads: heads, intermediateSize };
  return createBert({ modelType: "bert", ...vocabulary, typeVocabSize: 2, ...sizes, hiddenAct: "gelu", layerNormEps: 1e-12 }, []);
}

function sizesOf(subject: BenchmarkSubject, { batchSize, sequenceLength }: Requirements["target"]) {
  if (subject.kind === "mobilebert") {
    const { architecture, template } = subject;
    const facts = templates[template.name];
    return {
      parameters: facts.parameters(architecture, template, publishedVocabulary),
      flops: facts.flops(architecture, template, batchSize, sequenceLength),
    };
  }
  return { parameters: bertParameters(subject, publishedVocabulary), flops: bertFlops(subject, batchSize, sequenceLength) };
}
