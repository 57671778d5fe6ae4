import { messageOf, Refused } from "../base/errors.ts";
import type { NamedFile } from "../base/files.ts";
import { deriveSeed } from "../base/random.ts";
import { createTokenizer } from "../data/tokenizer.ts";
import { trainVocabulary } from "../data/vocabulary.ts";
import { writeSafetensors } from "../formats/safetensors.ts";
import type { Measurement } from "../study/measurement.ts";
import { importTeacher } from "./imports.ts";
import { readCorpus, tokeniseText } from "./material.ts";
import type { PretrainingOptions, PretrainingStatus } from "./port.ts";
import type { RunPorts } from "./ports.ts";

const pieceMs = 500;
/** Milliseconds between checkpoints; starting again with the same text and options goes on from the last one. */
const checkpointMs = 20_000;

const idle: PretrainingStatus = {
  state: "running",
  step: 0,
  steps: 0,
  loss: null,
  etaSeconds: null,
  heldoutMlmAccuracy: null,
  heldoutNspAccuracy: null,
  message: null,
  teacher: null,
};

/** Trains a BERT teacher on a person's own text, in the background, and imports it when it is done. */
export async function pretrainTeacher(
  text: { readonly fingerprint: string; readonly name: string },
  options: PretrainingOptions,
  ports: RunPorts,
): Promise<void> {
  const show = (part: Partial<PretrainingStatus>) =>
    ports.board.change({ pretraining: { ...(ports.board.current.pretraining ?? idle), ...part } });
  ports.board.change({ pretraining: { ...idle, steps: options.steps, message: "Reading the text" } });
  const hired = ports.hireWorkbench();
  try {
    // Read: the text, and a vocabulary trained on it.
    const corpus = { source: "imported", name: text.name, fingerprint: text.fingerprint, heldout: null } as const;
    const read = await readCorpus(corpus, options.seed, ports);
    const vocab = trainVocabulary(read.training.flat(), options.vocabSize);
    const tokenizer = createTokenizer({ vocab, lowerCase: true });
    const sized = { ...options, vocabSize: tokenizer.vocabSize };

    // Train.
    await hired.port.device("auto");
    const key = `pretraining-${deriveSeed(0, text.fingerprint, JSON.stringify(sized))}`;
    const checkpoint = (await ports.store.checkpoint(key, 0)) ?? null;
    await hired.port.beginPretraining(sized, tokeniseText(read, tokenizer), checkpoint);
    show({ message: checkpoint ? `Going on from step ${checkpoint.step}` : null });
    let saved = ports.now();
    for (let done = false; !done; ) {
      const progress = await hired.port.advance(pieceMs);
      done = progress.done;
      const secondsAStep = progress.elapsedMs / 1000 / Math.max(1, progress.stepsTaken);
      show({
        step: progress.step,
        steps: progress.steps,
        loss: progress.points.at(-1)?.loss ?? ports.board.current.pretraining?.loss ?? null,
        etaSeconds: (progress.steps - progress.step) * secondsAStep,
      });
      if (!done && ports.now() - saved >= checkpointMs) {
        await ports.store.saveCheckpoint(key, 0, await hired.port.checkpoint());
        saved = ports.now();
      }
    }

    // Evaluate and keep.
    const measurement = await hired.port.evaluatePretraining();
    const tensors = await hired.port.student();
    const files = teacherDirectory(sized, vocab, writeSafetensors(tensors), measurement);
    const teacher = await importTeacher(files.map((file) => ({ ...file, name: `${text.name}/${file.name}` })), ports);
    show({
      state: "finished",
      teacher,
      etaSeconds: 0,
      heldoutMlmAccuracy: measurement.metrics.mlmAccuracy?.value ?? null,
      heldoutNspAccuracy: measurement.metrics.nspAccuracy?.value ?? null,
    });
    await ports.store.deleteCheckpoint(key, 0);
  } catch (error) {
    show({ state: "failed", message: messageOf(error) });
    if (!(error instanceof Refused)) throw error;
  } finally {
    hired.dismiss();
  }
}

/** A teacher as Hugging Face lays it out. */
export function teacherDirectory(
  options: PretrainingOptions,
  vocab: readonly string[],
  weights: Uint8Array,
  measurement: Measurement,
): readonly NamedFile[] {
  const config = {
    architectures: ["BertForPreTraining"],
    attention_probs_dropout_prob: 0,
    hidden_act: "gelu",
    hidden_dropout_prob: 0,
    hidden_size: options.hiddenSize,
    initializer_range: 0.02,
    intermediate_size: options.intermediateSize,
    layer_norm_eps: 1e-12,
    max_position_embeddings: options.sequenceLength,
    model_type: "bert",
    num_attention_heads: options.heads,
    num_hidden_layers: options.layers,
    pad_token_id: 0,
    tie_word_embeddings: true,
    type_vocab_size: 2,
    vocab_size: options.vocabSize,
  };
  const tokenizerConfig = {
    do_lower_case: true,
    model_max_length: options.sequenceLength,
    tokenizer_class: "BertTokenizer",
  };
  const training = { options, metrics: measurement.metrics };
  const encode = (value: unknown) => new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`);
  return [
    { name: "config.json", bytes: encode(config) },
    { name: "model.safetensors", bytes: weights },
    { name: "tokenizer_config.json", bytes: encode(tokenizerConfig) },
    { name: "training.json", bytes: encode(training) },
    { name: "vocab.txt", bytes: new TextEncoder().encode(`${vocab.join("\n")}\n`) },
  ];
}
