import { Cancelled, isForeseen, messageOf } from "../base/errors.ts";
import { deriveSeed } from "../base/random.ts";
import { createTokenizer } from "../data/tokenizer.ts";
import { trainVocabulary } from "../data/vocabulary.ts";
import { writeSafetensors } from "../formats/safetensors.ts";
import type { BenchWork } from "./bench-work.ts";
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
  work: BenchWork,
  ports: RunPorts,
): Promise<void> {
  const show = (part: Partial<PretrainingStatus>) =>
    ports.board.change({ pretraining: { ...(ports.board.current.pretraining ?? idle), ...part } });
  ports.board.change({ pretraining: { ...idle, steps: options.steps, message: "Reading the text" } });
  let savedStep: number | null = null;
  try {
    await work.run(async (bench) => {
      // Read: the text, and a vocabulary trained on it.
      const corpus = { source: "imported", name: text.name, fingerprint: text.fingerprint, heldout: null } as const;
      const read = await readCorpus(corpus, options.seed, ports);
      const vocab = trainVocabulary(read.training.flat(), options.vocabSize);
      const tokenizer = createTokenizer({ vocab, lowerCase: true });
      const sized = { ...options, vocabSize: tokenizer.vocabSize };

      // Train.
      await bench.device("auto");
      const key = `pretraining-${deriveSeed(0, text.fingerprint, JSON.stringify(sized))}`;
      const checkpoint = (await ports.store.checkpoint(key, 0)) ?? null;
      savedStep = checkpoint?.step ?? null;
      await bench.beginPretraining(sized, { ...tokeniseText(read, tokenizer), special: tokenizer.special }, checkpoint);
      show({ message: checkpoint ? `Going on from step ${checkpoint.step}` : null });
      let saved = ports.now();
      for (let done = false; !done; ) {
        const progress = await bench.advance(pieceMs);
        done = progress.done;
        const secondsAStep = progress.elapsedMs / 1000 / Math.max(1, progress.stepsTaken);
        show({
          step: progress.step,
          steps: progress.steps,
          loss: progress.points.at(-1)?.loss ?? ports.board.current.pretraining?.loss ?? null,
          etaSeconds: (progress.steps - progress.step) * secondsAStep,
        });
        if (!done && ports.now() - saved >= checkpointMs) {
          const reached = await bench.checkpoint();
          await ports.store.saveCheckpoint(key, 0, reached);
          savedStep = reached.step;
          saved = ports.now();
        }
      }

      // Evaluate and keep. Once the weights are here the workbench is not needed, and nothing can be cancelled.
      const measurement = await bench.evaluatePretraining();
      const tensors = await bench.student();
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
    });
  } catch (error) {
    if (error instanceof Cancelled) return show({ state: "stopped", etaSeconds: null, message: stoppedWords(savedStep) });
    show({ state: "failed", message: messageOf(error) });
    if (!isForeseen(error)) throw error;
  }
}

function stoppedWords(savedStep: number | null): string {
  return savedStep === null
    ? "Stopped before its first checkpoint; starting again begins with the first step"
    : `Stopped; starting again with the same text and options goes on from step ${savedStep}`;
}
