import { messageOf, Refused } from "../base/errors.ts";
import { deriveSeed } from "../base/random.ts";
import { createTokenizer } from "../data/tokenizer.ts";
import { trainVocabulary } from "../data/vocabulary.ts";
import { writeSafetensors } from "../formats/safetensors.ts";
import { importTeacher } from "./imports.ts";
import { readCorpus, tokeniseText } from "./material.ts";
import type { PretrainingOptions, PretrainingStatus } from "./port.ts";
import type { RunPorts } from "./ports.ts";
import { teacherDirectory } from "./teacher-directory.ts";

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
    await hired.port.beginPretraining(sized, { ...tokeniseText(read, tokenizer), special: tokenizer.special }, checkpoint);
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
