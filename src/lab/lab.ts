/** The whole product behind one port: the page and `npm run study` speak to this, in the lab worker. */
import { Cancelled, Refused } from "../base/errors.ts";
import type { NamedFile } from "../base/files.ts";
import { checkRequirements, parseRequirements } from "../study/check.ts";
import { parse } from "../study/parse.ts";
import { type Study, type StudyId, studySchema } from "../study/study.ts";
import { createBenchWork } from "./bench-work.ts";
import { aboutBuiltin } from "./builtin.ts";
import { createDeviceProbe } from "./device.ts";
import type { FineTunedWish } from "./downstream/fine-tuned-export.ts";
import { createExplainer } from "./explainer.ts";
import { exportStudent, onnxStudent } from "./exports.ts";
import { importTask, importTeacher, importText, inspect } from "./imports.ts";
import { corpusSummary, readCorpus, studyMaterial, type TeacherChoice, teacherFiles } from "./material.ts";
import { mergeStudies } from "./merge.ts";
import type { Lab } from "./port.ts";
import type { Exclusive, LabPorts, RunPorts } from "./ports.ts";
import { pretrainTeacher } from "./pretraining.ts";
import { createPushing } from "./pushing.ts";
import { createRunner } from "./runner.ts";
import { createStatusBoard } from "./status.ts";
import { summarise } from "./summaries.ts";
import { createVisibility } from "./visibility.ts";

const timingPollMs = 5000;

export function createLab(labPorts: LabPorts, exclusive: Exclusive): Lab {
  const board = createStatusBoard();
  const device = createDeviceProbe(labPorts);
  const visibility = createVisibility();
  const ports: RunPorts = { ...labPorts, board, device, onVisibility: visibility.on };
  const { store } = ports;
  const runner = createRunner(ports, exclusive);
  const [pretraining, timing, fineTuning] = [createBenchWork(ports), createBenchWork(ports), createBenchWork(ports)];
  const explainer = createExplainer(ports.hireSearcher);
  const pushing = createPushing(board);
  let pretrained = Promise.resolve();
  let fetching: AbortController | null = null;

  const studyOf = async (id: StudyId): Promise<Study> => {
    const study = await store.study(id);
    if (!study) throw new Refused(`no study is kept here under "${id}"`);
    return study;
  };

  /** A latency measured beside a busy search would be wrong. */
  const nothingTimed = async () => {
    for (let now = board.current; now.run?.phase === "evaluating"; ) now = await board.newerThan(now.revision, timingPollMs);
  };

  const teacherSummary = async (choice: TeacherChoice) => {
    if (choice.source === "builtin") return (await aboutBuiltin(ports)).teacher;
    const files = await teacherFiles(choice, ports);
    return inspect(files, choice.name, ports);
  };

  const refuseWhileBusy = (what: string) => {
    if (runner.busy) throw new Refused(`${what} waits until the study has stopped: both need the whole device`);
    if (board.current.pretraining?.state === "running") throw new Refused(`${what} waits until pretraining is done or stopped`);
    if (fineTuning.busy) throw new Refused(`${what} waits until fine-tuning is done or stopped`);
    if (timing.busy) throw new Refused(`${what} waits until the benchmark is done or stopped: its times would be wrong`);
  };

  /** Two at once could add their pieces to the same file. */
  async function fetchAlone<Reference extends object>(fetch: (signal: AbortSignal) => Promise<Reference>): Promise<Reference> {
    const fetched = await exclusive("fetch", async () => {
      fetching = new AbortController();
      const { signal } = fetching;
      try {
        return await fetch(signal);
      } catch (thrown) {
        throw signal.aborted ? new Cancelled("it is no longer fetched; what has come stays here") : thrown;
      } finally {
        fetching = null;
        board.change({ fetching: null });
      }
    });
    if (fetched === null) throw new Refused("one teacher, text or task is fetched at a time, in all tabs together: wait, or cancel the other one");
    return fetched;
  }

  /** @returns makes the files @param signal gives that up */
  async function fineTunedExport(id: StudyId, wish: FineTunedWish, signal?: AbortSignal): Promise<() => Promise<readonly NamedFile[]>> {
    refuseWhileBusy("Fine-tuning");
    const study = await studyOf(id);
    // Few exports need it.
    const make = await (await import("./downstream/fine-tuned-export.ts")).fineTunedExport(study, wish, fineTuning, ports);
    return async () => {
      refuseWhileBusy("Fine-tuning");
      const cancel = () => fineTuning.cancel();
      signal?.addEventListener("abort", cancel);
      return make().finally(() => signal?.removeEventListener("abort", cancel));
    };
  }

  return {
    snapshot: (after, waitMs) => board.newerThan(after, waitMs),
    visibility: async (visible) => visibility.change(visible),
    async device(wanted) {
      const found = await device(wanted);
      board.change({ device: found });
      return found;
    },
    builtin: () => aboutBuiltin(ports),

    async studies() {
      const [studies, usage] = await Promise.all([store.studies(), store.usage()]);
      const running = board.current.run?.studyId;
      return studies.map((study) => summarise(study, usage.perStudy.get(study.id) ?? 0, study.id === running));
    },
    study: studyOf,
    damaged: async () => store.damaged(),
    removeDamaged: () => store.deleteDamaged(),
    outputs: () => store.outputs(),
    async limitOutputs(limitBytes) {
      if (!(limitBytes >= 0)) throw new Refused(`room for the teachers' outputs must be a number of bytes, got ${limitBytes}`);
      await store.limitOutputs(limitBytes);
    },
    async create(wanted) {
      const requirements = parseRequirements(wanted);
      const teacher = await teacherSummary(requirements.teacher);
      checkRequirements(requirements, teacher);
      const corpus = corpusSummary(await readCorpus(requirements.corpus, requirements.seed, ports));
      const id = ports.newId();
      const about = { name: requirements.name, createdAt: ports.now(), requirements, teacher, corpus };
      await store.saveStudy({ version: 1, id, ...about, trials: [] });
      return id;
    },
    async rename(id, name) {
      const renamed = parse(studySchema, { ...(await studyOf(id)), name: name.trim() }, "the study");
      await store.saveStudy(renamed);
    },
    async duplicate(id) {
      const study = await studyOf(id);
      const copy = { ...study, id: ports.newId(), name: `${study.name} (copy)`.slice(0, 200), createdAt: ports.now() };
      await store.saveStudy({ ...copy, trials: [] });
      return copy.id;
    },
    async remove(id) {
      if (board.current.run?.studyId === id) await runner.stop();
      await store.deleteStudy(id);
    },
    async importStudy(data) {
      const study = parse(studySchema, data, "the study");
      const kept = await store.study(study.id);
      await store.saveStudy(kept ? mergeStudies(kept, study) : study);
      return study.id;
    },

    async run(id) {
      refuseWhileBusy("A study");
      await studyOf(id);
      await runner.run(id);
    },
    pause: async () => runner.pause(),
    resume: async () => runner.resume(),
    skipTrial: async () => runner.skipTrial(),
    stop: () => runner.stop(),
    async distillRegularly(id, trialId) {
      refuseWhileBusy("Regular distillation");
      const study = await studyOf(id);
      const trial = study.trials.find((each) => each.id === trialId);
      if (trial?.state !== "complete") throw new Refused(`there is no finished trial ${trialId} in "${study.name}"`);
      await runner.distillRegularly(id, trialId);
    },

    importTeacher: (files) => importTeacher(files, ports),
    // Most people never need these two.
    importHubTeacher: (name, endpoint) => fetchAlone(async (signal) => (await import("./hub/teacher.ts")).importHubTeacher(name, endpoint, ports, signal)),
    importRemoteText: (address, column, endpoint) =>
      fetchAlone(async (signal) => (await import("./hub/text.ts")).importRemoteText(address, column, endpoint, ports, signal)),
    importRemoteTask: (address, task, endpoint) =>
      fetchAlone(async (signal) => (await import("./hub/task.ts")).importRemoteTask(address, task, endpoint, ports, signal)),
    cancelFetching: async () => fetching?.abort(),
    unfinishedDownloads: async () => (await import("./hub/unfinished.ts")).unfinishedDownloads(await store.downloads()),
    async removeUnfinished(files) {
      const removed = await exclusive("fetch", () => store.forgetDownloads(files).then(() => true));
      if (removed === null) throw new Refused("something is being fetched, here or in another tab, and may need it: wait, or cancel that first");
    },
    importText: (file, column) => importText(file, column, ports),
    importTask: (files, task) => importTask(files, task, ports),
    imports: () => store.imports(),
    async removeImport(fingerprint) {
      const running = board.current.run === null ? null : await store.study(board.current.run.studyId);
      const needed = running && [running.teacher, running.corpus, ...(running.requirements.downstream?.tasks ?? [])];
      if (needed?.some((each) => each.fingerprint === fingerprint)) {
        throw new Refused("the running study needs it: stop the study first");
      }
      await store.deleteAsset(fingerprint);
    },
    async pretrain(text, options) {
      refuseWhileBusy("Pretraining");
      pretrained = pretrainTeacher(text, options, pretraining, ports);
    },
    async cancelPretraining() {
      pretraining.cancel();
      await pretrained;
    },

    async explain(id) {
      await nothingTimed();
      return explainer.explain(await studyOf(id));
    },
    async why(id, trial) {
      await nothingTimed();
      return explainer.why(await studyOf(id), trial);
    },

    exportStudent: async (id, trial, onnx = []) => exportStudent(await studyOf(id), trial, onnx, ports),
    pushStudent: (id, trial, wish, target) =>
      pushing.push(trial, wish, target, async (signal) => {
        const { task, onnx } = wish;
        if (task !== null) return fineTunedExport(id, { trial, task, onnx }, signal);
        const files = await exportStudent(await studyOf(id), trial, onnx, ports);
        return async () => files;
      }),
    cancelPushing: async () => pushing.cancel(),
    beginSignIn: async (client, draft, returnTo) => (await import("./hub/sign-in.ts")).beginSignIn(client, draft, returnTo, ports),
    finishSignIn: async (answer, kept) => (await import("./hub/sign-in.ts")).finishSignIn(answer, kept, ports),
    async onnxAccuracy(id, trial, precision) {
      refuseWhileBusy("Measuring");
      const study = await studyOf(id);
      const model = await onnxStudent(study, trial, precision, ports);
      const material = await studyMaterial(study.requirements, study.teacher, ports);
      return timing.run((bench) => bench.onnxAccuracy(study.requirements, material, model));
    },
    exportFineTuned: async (id, trial, task, onnx = []) => (await fineTunedExport(id, { trial, task, onnx }))(),
    cancelFineTuning: async () => fineTuning.cancel(),
    async benchmark(subject, target, session) {
      refuseWhileBusy("A benchmark");
      return timing.run(async (bench) => {
        const { key } = await bench.device(target.backend);
        return bench.benchmark(subject, target, session?.deviceKey === key ? session.milliseconds : null);
      });
    },
    cancelBenchmark: async () => timing.cancel(),
  };
}
