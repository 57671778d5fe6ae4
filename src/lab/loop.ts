/** The loop that joins the roles: suggest → distill → evaluate → fine-tune → tell → again. */
import type { Study, StudyId, Suggestion, Trial } from "../study/study.ts";
import { askSearcher } from "./ask-searcher.ts";
import type { Control } from "./control.ts";
import { studyMaterial } from "./material.ts";
import { nextId, nextOf, suggestionSeed } from "./next-trial.ts";
import type { RunPorts } from "./ports.ts";
import { createTaskSource } from "./downstream/task-source.ts";
import { fineTuneTeacher } from "./downstream/teacher-scores.ts";
import { runTrial, type StudyInputs } from "./trial.ts";

/**
 * Runs a study until its budget is used up, its space is exhausted or the person stops it. Derives what is next from
 * the stored study alone, so that it can be left and entered at any moment.
 */
export async function runStudy(id: StudyId, control: Control, ports: RunPorts): Promise<void> {
  let study = await required(id, ports);
  const device = await ports.device(study.requirements.target.backend);
  const inputs = await inputsOf(study, ports);
  await fineTuneTeacher(study, inputs.tasks, control, ports);
  study = await changed(id, ports);

  while (!control.stopping) {
    const next = nextOf(study, device.key);
    if (next.kind === "finished") return;

    let trial: Trial;
    if (next.kind === "continue") {
      trial = next.trial;
    } else {
      const suggestion = next.kind === "start" ? next.suggestion : await suggest(study, next.id, ports);
      if (!suggestion) return;
      trial = await open(study, suggestion, next.kind === "start" ? next.role : "candidate", null, ports);
      study = await changed(id, ports);
    }

    await runTrial(study, inputs, trial, control, ports);
    study = await changed(id, ports);
  }
}

/** Regular distillation of one finished trial: the long schedule with the same teacher. */
export async function runRegular(id: StudyId, parentId: number, control: Control, ports: RunPorts): Promise<void> {
  let study = await required(id, ports);
  const inputs = await inputsOf(study, ports);
  const parent = study.trials.find((trial) => trial.id === parentId);
  if (!parent) return;
  const unfinished = study.trials.find(({ parent, state }) => parent === parentId && state === "running");
  const suggestion = { architecture: parent.architecture, origin: "regular" };
  const trial = unfinished ?? (await open(study, suggestion, "regular", parentId, ports));
  study = await changed(id, ports);
  await runTrial(study, inputs, trial, control, ports);
  await changed(id, ports);
}

async function inputsOf(study: Study, ports: RunPorts): Promise<StudyInputs> {
  return { material: await studyMaterial(study.requirements, study.teacher, ports), tasks: createTaskSource(study, ports) };
}

/** Asks model exploration for one architecture; undefined when the space is exhausted. */
async function suggest(study: Study, trialId: number, ports: RunPorts): Promise<Suggestion | undefined> {
  ports.board.changeRun({ phase: "exploring", trialId, progress: null, curve: [] });
  const seed = suggestionSeed(study, trialId);
  const [suggestion] = await askSearcher(ports, (searcher) => searcher.suggest(study, 1, seed));
  return suggestion;
}

/** Writes down a trial before it begins, so that a crash finds it again. */
async function open(
  study: Study,
  suggestion: Suggestion,
  role: Trial["role"],
  parent: number | null,
  ports: RunPorts,
): Promise<Trial> {
  const trial: Trial = {
    id: nextId(study),
    role,
    parent,
    architecture: suggestion.architecture,
    origin: suggestion.origin,
    state: "running",
    reason: null,
    device: null,
    measurement: null,
    curve: [],
    seconds: 0,
    startedAt: ports.now(),
    finishedAt: null,
  };
  await ports.store.saveTrial(study.id, trial);
  return trial;
}

async function changed(id: StudyId, ports: RunPorts): Promise<Study> {
  const study = await required(id, ports);
  ports.board.studyChanged();
  return study;
}

async function required(id: StudyId, ports: RunPorts): Promise<Study> {
  const study = await ports.store.study(id);
  if (!study) throw new Error(`no study "${id}" is kept here`);
  return study;
}
