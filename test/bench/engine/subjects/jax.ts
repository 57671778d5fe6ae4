/**
 * The same student and step in jax-js: one `jit` of loss, gradients and Adam.
 *
 * Rows are looked up by products with one-hot matrices: under `jit`, jax-js 0.1.25 cannot differentiate `take`
 * ("routine primitive scatter input is not imm"). Arrays are counted: an argument belongs to the function it is given
 * to, and `.ref` is one more holder.
 *
 * Notation: as in plain-mobilebert.ts.
 */
import { defaultDevice, init, jit, nn, numpy as np, tree, valueAndGrad } from "@jax-js/jax";
import type { Batch } from "../../../../src/data/batch.ts";
import { createMobileBert } from "../../../../src/model/mobilebert.ts";
import type { MobileBertConfig } from "../../../../src/model/mobilebert-config.ts";
import { batchesOf, schedule, studentConfig, studentSeed } from "../material.ts";
import type { Scale } from "../scale.ts";
import { softLabels } from "./soft-labels.ts";
import type { Subject } from "./subject.ts";

// Types, since jax-js's trees are types and not interfaces.
type Arrays = { [name: string]: np.Array };
type Given = {
  /** [N] int32 */
  inputIds: np.Array;
  tokenTypeIds: np.Array;
  /** [B, 1, 1, S], 0 for tokens and very low for padding */
  mask: np.Array;
  /** [M] int32 */
  positions: np.Array;
  labels: np.Array;
  /** [M, 1], their sum 1 */
  shares: np.Array;
  /** [M, V] */
  soft: np.Array;
  /** [B] int32 */
  pairs: np.Array;
};

/** Uses up the batch; the parameters stay the caller's. */
function lossOf(config: MobileBertConfig, { batchSize, sequenceLength }: Scale, parameters: Arrays, given: Given): np.Array {
  const { hiddenSize: P, intraBottleneckSize: b, numAttentionHeads: H, vocabSize: V } = config;
  const N = batchSize * sequenceLength;

  function parameter(name: string): np.Array {
    const found = parameters[name];
    if (found === undefined) throw new Error(`no such parameter: ${name}`);
    return found.ref;
  }
  const linear = (name: string, x: np.Array) =>
    np.matmul(x, np.matrixTranspose(parameter(`${name}.weight`))).add(parameter(`${name}.bias`));
  const noNorm = (name: string, x: np.Array) => x.mul(parameter(`${name}.weight`)).add(parameter(`${name}.bias`));
  const lookUp = (name: string, ids: np.Array, rows: number) => np.matmul(nn.oneHot(ids, rows), parameter(`${name}.weight`));

  function embed(): np.Array {
    const embeddings = "mobilebert.embeddings";
    const words = lookUp(`${embeddings}.word_embeddings`, given.inputIds, V).reshape([batchSize, sequenceLength, -1]); // [B, S, e]
    const next = np.pad(words.ref.slice([], [1], []), [[0, 0], [0, 1], [0, 0]]);
    const previous = np.pad(words.ref.slice([], [0, sequenceLength - 1], []), [[0, 0], [1, 0], [0, 0]]);
    const wide = np.concatenate([next, words, previous], 2).reshape([N, -1]); // [N, 3e]
    const x = linear(`${embeddings}.embedding_transformation`, wide).reshape([batchSize, sequenceLength, P]);
    const placed = x.add(parameter(`${embeddings}.position_embeddings.weight`)).reshape([N, P]);
    const types = lookUp(`${embeddings}.token_type_embeddings`, given.tokenTypeIds, config.typeVocabSize);
    return noNorm(`${embeddings}.LayerNorm`, placed.add(types));
  }

  function attention(name: string, shared: np.Array, x: np.Array): np.Array {
    const split = (part: string, from: np.Array) =>
      np.transpose(linear(`${name}.self.${part}`, from).reshape([batchSize, sequenceLength, H, b / H]), [0, 2, 1, 3]);
    const products = np.matmul(split("query", shared.ref), np.matrixTranspose(split("key", shared)));
    const weights = nn.softmax(products.mul(1 / Math.sqrt(b / H)).add(given.mask.ref), -1); // [B, H, S, S]
    const context = np.transpose(np.matmul(weights, split("value", x)), [0, 2, 1, 3]);
    return linear(`${name}.output.dense`, context.reshape([N, b]));
  }

  function feedForward(intermediate: string, output: string, y: np.Array): np.Array {
    const inner = nn.relu(linear(`${intermediate}.dense`, y.ref));
    return noNorm(`${output}.LayerNorm`, linear(`${output}.dense`, inner).add(y));
  }

  function block(layer: number, x: np.Array): np.Array {
    const name = `mobilebert.encoder.layer.${layer}`;
    const bottleneck = (part: string) => noNorm(`${name}.bottleneck.${part}.LayerNorm`, linear(`${name}.bottleneck.${part}.dense`, x.ref));
    const attended = attention(`${name}.attention`, bottleneck("attention"), x.ref);
    let y = noNorm(`${name}.attention.output.LayerNorm`, attended.add(bottleneck("input")));
    for (let i = 0; i < config.numFeedforwardNetworks - 1; i++) y = feedForward(`${name}.ffn.${i}.intermediate`, `${name}.ffn.${i}.output`, y);
    y = feedForward(`${name}.intermediate`, `${name}.output`, y);
    return noNorm(`${name}.output.bottleneck.LayerNorm`, linear(`${name}.output.bottleneck.dense`, y).add(x));
  }

  let x = embed(); // [N, P]
  for (let layer = 0; layer < config.numHiddenLayers; layer++) x = block(layer, x);
  given.mask.dispose();

  const hidden = np.matmul(nn.oneHot(given.positions, N), x.ref); // [M, P]
  const transform = "cls.predictions.transform";
  const active = nn.relu(linear(`${transform}.dense`, hidden));
  const t = noNorm(`${transform}.LayerNorm`, nn.standardize(active, -1, { epsilon: config.layerNormEps }));
  const logits = np.matmul(t, np.matrixTranspose(parameter("mobilebert.embeddings.word_embeddings.weight"))).add(parameter("cls.predictions.bias"));
  const { groundTruthShare } = schedule;
  const mixed = nn.oneHot(given.labels, V).mul(groundTruthShare).add(given.soft.mul(1 - groundTruthShare)); // [M, V]
  const wordLoss = mixed.mul(nn.logSoftmax(logits, -1)).mul(given.shares).sum();
  const first = x.reshape([batchSize, sequenceLength * P]).slice([], [0, P]); // [B, P]
  const pairLoss = nn.oneHot(given.pairs, 2).mul(nn.logSoftmax(linear("cls.seq_relationship", first), -1)).sum();
  return wordLoss.add(pairLoss.mul(1 / batchSize)).mul(-1);
}

const beta1 = 0.9;
const beta2 = 0.999;
const epsilon = 1e-6;

/** One step of Adam with loss and gradients. @param rate η √(1 − β₂ᵗ) / (1 − β₁ᵗ), a scalar */
function createStep(config: MobileBertConfig, scale: Scale) {
  const gradients = valueAndGrad((parameters: Arrays, given: Given) => {
    const loss = lossOf(config, scale, parameters, given);
    tree.dispose(parameters);
    return loss;
  });
  return jit((parameters: Arrays, first: Arrays, second: Arrays, rate: np.Array, given: Given) => {
    const [loss, gradient] = gradients(tree.ref(parameters), given);
    const next: [Arrays, Arrays, Arrays] = [{}, {}, {}];
    for (const [name, p] of Object.entries(parameters)) {
      const [g, m, v] = [gradient[name], first[name], second[name]];
      if (g === undefined || m === undefined || v === undefined) throw new Error(`no gradient or moments: ${name}`);
      const nextFirst = m.mul(beta1).add(g.ref.mul(1 - beta1));
      const nextSecond = v.mul(beta2).add(np.square(g).mul(1 - beta2));
      next[0][name] = p.sub(nextFirst.ref.mul(rate.ref).div(np.sqrt(nextSecond.ref).add(epsilon)));
      next[1][name] = nextFirst;
      next[2][name] = nextSecond;
    }
    rate.dispose();
    return [...next, loss];
  });
}

function givenOf(batch: Batch, soft: Float32Array, V: number): Given {
  const { batchSize, sequenceLength } = batch;
  const weights = batch.maskedWeights.reduce((sum, weight) => sum + weight, 1e-5);
  const whole = (data: Int32Array) => np.array(Int32Array.from(data), { dtype: np.int32 });
  return {
    inputIds: whole(batch.inputIds),
    tokenTypeIds: whole(batch.tokenTypeIds),
    mask: np.array(batch.attentionMask.map((kept) => (kept - 1) * 1e9)).reshape([batchSize, 1, 1, sequenceLength]),
    positions: whole(batch.maskedPositions),
    labels: whole(batch.maskedLabels),
    shares: np.array(batch.maskedWeights.map((weight) => weight / weights)).reshape([-1, 1]),
    soft: np.array(Float32Array.from(soft)).reshape([-1, V]),
    pairs: whole(batch.nspLabels),
  };
}

export async function createJaxTraining(scale: Scale): Promise<Subject> {
  const labels = await softLabels(scale);
  if (!(await init("webgpu")).includes("webgpu")) throw new Error("jax-js found no WebGPU");
  defaultDevice("webgpu");
  const config = studentConfig(scale);
  const batches = batchesOf(scale);
  const step = createStep(config, scale);
  const arrays = (of: (values: Float32Array<ArrayBuffer>) => Float32Array<ArrayBuffer>): Arrays =>
    Object.fromEntries(
      [...createMobileBert(config).initialise(studentSeed)].map(([name, { shape, data }]) => [
        name,
        np.array(of(Float32Array.from(data))).reshape([...shape]),
      ]),
    );
  let state = [arrays((values) => values), arrays((values) => values.fill(0)), arrays((values) => values.fill(0))] as const;
  let steps = 0;
  let firstLoss: number | null = null;

  async function read(loss: np.Array): Promise<void> {
    const [value = Number.NaN] = await loss.data();
    firstLoss ??= value;
  }
  function takeStep(): np.Array {
    const index = steps++ % batches.count;
    const rate = (schedule.distillationLearningRate * Math.sqrt(1 - beta2 ** steps)) / (1 - beta1 ** steps);
    const given = givenOf(batches.batch(index), labels[index] ?? new Float32Array(), scale.vocabSize);
    const [parameters, first, second, loss] = step(...state, np.array([rate]), given) as [Arrays, Arrays, Arrays, np.Array]; // as `createStep` gives them
    state = [parameters, first, second];
    return loss;
  }
  return {
    async run(budgetMs) {
      const startedMs = performance.now();
      const firstStep = steps;
      let reading = Promise.resolve();
      do {
        const loss = takeStep();
        // One step ahead of the device, as the baseline.
        await reading;
        reading = read(loss);
      } while (performance.now() - startedMs < budgetMs);
      await reading;
      return { repetitions: steps - firstStep, elapsedMs: performance.now() - startedMs };
    },
    firstLoss: () => firstLoss,
  };
}
