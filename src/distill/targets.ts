import { encoderArrays } from "../data/batch-arrays.ts";
import type { Batch, BatchSource } from "../data/batch.ts";
import { tensorsOf } from "../engine/program.ts";
import * as tf from "../engine/tf.ts";
import type { Network, Parameters } from "../model/network.ts";
import { statesAt } from "./inputs.ts";
import type { TeacherCache } from "./port.ts";
import {
  decodeLayerTarget,
  decodeWordTarget,
  encodeLayerTarget,
  encodeWordTarget,
  type LayerTarget,
  type LayerTargetSize,
  type TopWords,
} from "./target-codec.ts";
import { topWords } from "./top-words.ts";

/** How many words of the teacher's distribution are kept a hidden position. */
const keptWords = 128;

export interface Teacher {
  readonly network: Network;
  readonly parameters: Parameters;
}

export interface TargetSettings {
  readonly teacher: Teacher;
  readonly batches: BatchSource;
  readonly cache: TeacherCache;
  /** Names the teacher, the batches and all that shapes them; trials of one study share it. */
  readonly cacheKey: string;
  /** The teacher layers that will be asked for, in that order. */
  readonly layers: readonly number[];
}

/**
 * What the teacher says on the study's fixed batches. It runs once a study: later trials read what the first one kept.
 * A cache that fails or is full costs time only.
 */
export interface TeacherTargets {
  /** @param layer of the teacher @param index of the batch */
  layer(layer: number, index: number): Promise<LayerTarget>;
  /** The most likely words at the N hidden positions, k of each. */
  words(index: number): Promise<TopWords>;
}

export function createTargets({ teacher, batches, cache, cacheKey, layers }: TargetSettings): TeacherTargets {
  let hasRoom = true;
  const read = (key: string) => cache.read(`${cacheKey}/${key}`).catch(() => undefined);
  async function keep(key: string, bytes: ArrayBuffer): Promise<void> {
    if (hasRoom) hasRoom = await cache.write(`${cacheKey}/${key}`, bytes).catch(() => false);
  }
  /** Batches repeat after `count`, and so do the teacher's outputs. */
  const repeated = (index: number) => index % batches.count;
  const layerKey = (layer: number, index: number) => `transfer/${layer}/${index}`;

  return {
    async layer(layer, given) {
      const index = repeated(given);
      const batch = batches.batch(index);
      const size = layerTargetSize(teacher.network, batch);
      const kept = await read(layerKey(layer, index));
      const known = kept && decodeLayerTarget(kept, size);
      if (known !== undefined) return known;

      // Once the teacher runs, its other layers come nearly for free: keep those that later stages will ask for.
      const wanted = hasRoom ? [...new Set(layers.slice(layers.indexOf(layer)).concat(layer))] : [layer];
      const outputs = await runLayers(teacher, batch, wanted);
      for (const [other, bytes] of outputs) await keep(layerKey(other, index), bytes);
      return demand(decodeLayerTarget(demand(outputs.get(layer)), size));
    },

    async words(given) {
      const index = repeated(given);
      const batch = batches.batch(index);
      const vocabulary = teacher.network.vocabSize;
      const size = { positions: batch.maskedPositions.length, words: Math.min(vocabulary, keptWords), vocabulary };
      const key = `distillation/${index}`;
      const kept = await read(key);
      const known = kept && decodeWordTarget(kept, size);
      if (known !== undefined) return known;

      const bytes = await runWords(teacher, batch, size.words);
      await keep(key, bytes);
      return demand(decodeWordTarget(bytes, size));
    },
  };
}

function demand<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("the teacher's outputs have an unexpected size");
  return value;
}

function layerTargetSize(network: Network, batch: Batch): LayerTargetSize {
  const { batchSize: B, sequenceLength: S } = batch;
  return { features: B * S * network.hiddenSize, attention: B * network.heads * S * S, row: S };
}

/** The teacher up to the highest wanted layer; bytes by layer. */
async function runLayers(
  { network, parameters }: Teacher,
  batch: Batch,
  wanted: readonly number[],
): Promise<ReadonlyMap<number, ArrayBuffer>> {
  const tensors = tf.tidy(() => {
    const output = network.encode(parameters, tensorsOf(encoderArrays(batch)), Math.max(...wanted) + 1);
    return wanted.map((layer) => ({
      features: demand<tf.Tensor>(output.hiddenStates[layer + 1]), // [B, S, C]
      attention: tf.softmax(demand<tf.Tensor>(output.attentionScores[layer])), // [B, h, S, S]
    }));
  });
  // The host waits here for the device; the loop asks one step ahead, so the device has work meanwhile.
  const entries = tensors.map(async ({ features, attention }, i): Promise<[number, ArrayBuffer]> => {
    const [featureValues, attentionValues] = await Promise.all([features.data(), attention.data()]);
    tf.dispose([features, attention]);
    const target = { features: Float32Array.from(featureValues), attention: Float32Array.from(attentionValues) };
    return [wanted[i] ?? 0, encodeLayerTarget(target)];
  });
  return new Map(await Promise.all(entries));
}

/** The teacher's most likely words at the hidden positions. */
async function runWords({ network, parameters }: Teacher, batch: Batch, words: number): Promise<ArrayBuffer> {
  const { values, indices } = tf.tidy(() => {
    const last = demand(network.encode(parameters, tensorsOf(encoderArrays(batch))).hiddenStates.at(-1)); // [B, S, C]
    const hidden = statesAt(last, tf.tensor1d(batch.maskedPositions, "int32")); // [N, C]
    return topWords(tf.softmax(network.mlmLogits(parameters, hidden)), words); // [N, k] of [N, V]
  });
  // The host waits here for the device.
  const [probabilities, ids] = await Promise.all([values.data(), indices.data()]);
  tf.dispose([values, indices]);
  return encodeWordTarget({ ids: Int32Array.from(ids), probabilities: Float32Array.from(probabilities) }, network.vocabSize);
}
