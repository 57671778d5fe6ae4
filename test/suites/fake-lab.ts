/** The whole lab in memory, without workers: studies run by the clock, nothing is trained. For looking at the page. */
import { Cancelled, Refused } from "../../src/base/errors.ts";
import { mergeStudies } from "../../src/lab/merge.ts";
import { nextOf } from "../../src/lab/next-trial.ts";
import { createExplainer } from "../../src/lab/explainer.ts";
import type { BenchmarkResult, DamagedRecord, ImportRecord, Lab, PretrainingStatus, Snapshot, UnfinishedDownload } from "../../src/lab/port.ts";
import { createStatusBoard } from "../../src/lab/status.ts";
import { summarise } from "../../src/lab/summaries.ts";
import { explain, outlook, suggest, why } from "../../src/search/index.ts";
import { parseRequirements } from "../../src/study/check.ts";
import type { Device } from "../../src/study/device.ts";
import { downstreamFacts } from "../../src/study/downstream.ts";
import { parse } from "../../src/study/parse.ts";
import { studySchema, type Study, type StudyId, type Trial } from "../../src/study/study.ts";
import { fakeCorpus, fakeCurve, fakeDevices, fakeMeasurement, fakeStages, fakeTeacher, fakeTrial } from "./fake-study.ts";

export interface FakeLabOptions {
  readonly studies?: readonly Study[];
  readonly device?: Device;
  /** What cannot be read until it is removed. */
  readonly damaged?: readonly DamagedRecord[];
  /** Downloads that broke off. */
  readonly unfinished?: readonly UnfinishedDownload[];
  /** Training steps a second. */
  readonly stepsPerSecond?: number;
  /** The failure every run ends with, after its first second. */
  readonly failure?: string;
}

/** The real search, without a worker. */
export const fakeExplainer = createExplainer(() => ({
  port: {
    suggest: async (study, count, seed) => suggest(study, count, seed),
    outlook: async (study, trial, share, seed) => outlook(study, trial, share, seed),
    explain: async (study, seed) => explain(study, seed),
    why: async (study, trial, seed) => why(study, trial, seed),
  },
  dismiss: () => {},
  died: new Promise(() => {}),
}));

const pieceMs = 250;
const second = 1000;

export function createFakeLab(options: FakeLabOptions = {}): Lab {
  const { device = fakeDevices.gpu, stepsPerSecond = 40, failure } = options;
  let { damaged = [], unfinished = [] } = options;
  let limitBytes = 500e6;
  const hub = { id: "owner/small-bert", revision: "main", commit: "a".repeat(40), endpoint: "https://huggingface.co" };
  let imports: readonly ImportRecord[] = [
    { fingerprint: "d".repeat(64), kind: "teacher", name: `${hub.id}@${hub.commit}`, sizeBytes: 17_400_000, importedAt: 1_700_000_000_000, hub, teacher: fakeTeacher },
    { fingerprint: "e".repeat(64), kind: "text", name: "own.txt", sizeBytes: 1_300_000, importedAt: 1_700_000_100_000, hub: null, teacher: null },
  ];
  const board = createStatusBoard();
  const kept = new Map((options.studies ?? []).map((study) => [study.id, study]));
  const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
  let [stopping, skipping, paused, ids] = [false, false, false, 0];
  let [pretrainingStops, cancelTiming, cancelTuning] = [false, () => {}, () => {}];

  const studyOf = (id: StudyId) => {
    const study = kept.get(id);
    if (study === undefined) throw new Refused(`no study is kept here under "${id}"`);
    return study;
  };
  const saveTrial = (id: StudyId, trial: Trial) => {
    const study = studyOf(id);
    kept.set(id, { ...study, trials: [...study.trials.filter((other) => other.id !== trial.id), trial] });
    board.studyChanged();
  };
  const refuseWhileBusy = (what: string) => {
    if (board.current.run !== null) throw new Refused(`${what} waits until the study has stopped: both need the whole device`);
  };

  /** One trial by the clock. Resolves false when the person stopped. */
  async function runTrial(id: StudyId, started: Trial): Promise<boolean> {
    const study = studyOf(id);
    const { requirements } = study;
    const stages = fakeStages(started.architecture, requirements, started.role === "regular" ? "regular" : "flash");
    const steps = stages.reduce((sum, stage) => sum + stage.steps, 0);
    const stepsTaken = Math.round((stepsPerSecond * pieceMs) / second);
    saveTrial(id, { ...started, state: "running" });
    for (let step = started.curve.at(-1)?.step ?? 0; step < steps; step += stepsTaken) {
      do await wait(pieceMs);
      while (paused && !stopping && !skipping);
      const curve = fakeCurve(started.architecture, stages, step, requirements.seed);
      if (stopping) return false;
      if (skipping) {
        skipping = false;
        saveTrial(id, { ...started, curve, measurement: null, state: "stopped", reason: "stepped over by the person" });
        return true;
      }
      let [stage, stepInStage] = [0, step];
      while (stage < stages.length - 1 && stepInStage >= (stages[stage]?.steps ?? 0)) stepInStage -= stages[stage++]?.steps ?? 0;
      const left = (steps - step) / stepsPerSecond;
      const remaining = requirements.budget.kind === "trials" ? requirements.budget.trials + 1 - studyOf(id).trials.length : 3;
      board.changeRun({
        phase: "distilling",
        trialId: started.id,
        progress: { stages, stage, stepInStage, step, steps, done: false, elapsedMs: pieceMs, stepsTaken },
        curve,
        stepsPerSecond,
        trialEtaSeconds: left,
        studyEtaSeconds: left + (Math.max(0, remaining) * steps) / stepsPerSecond,
        liveBytes: 41_300_000,
        allocatedBytes: 128_000_000,
      });
    }
    board.changeRun({ phase: "evaluating", trialEtaSeconds: null });
    await wait(2 * second);
    const measurement = fakeMeasurement(started.architecture, requirements, study.teacher);
    saveTrial(id, {
      ...started,
      state: "complete",
      measurement,
      curve: fakeCurve(started.architecture, stages, steps, requirements.seed),
      seconds: steps / stepsPerSecond,
      finishedAt: Math.round(started.startedAt + (second * steps) / stepsPerSecond),
    });
    return true;
  }

  async function runStudy(id: StudyId, only?: Trial): Promise<void> {
    [stopping, skipping, paused] = [false, false, false];
    const nothing = { progress: null, fineTuning: null, curve: [], stepsPerSecond: null, trialEtaSeconds: null, studyEtaSeconds: null };
    const notes = ["The teacher's outputs are cached: 38 MB on disk"];
    board.change({
      run: { studyId: id, phase: "preparing", trialId: null, ...nothing, liveBytes: null, allocatedBytes: null, notes },
      failure: null,
    });
    board.studyChanged();
    await wait(second);
    if (failure !== undefined) return board.change({ run: null, failure });
    if (only !== undefined) await runTrial(id, only);
    else
      for (;;) {
        const next = nextOf(studyOf(id), device.key);
        if (next.kind === "finished" || stopping) break;
        board.changeRun({ phase: "exploring", trialId: null, ...nothing });
        await wait(second);
        const { requirements, trials } = studyOf(id);
        const trial = next.kind === "continue" ? next.trial : fakeTrial(requirements, device, { id: trials.length, state: "running" });
        if (!(await runTrial(id, next.kind === "continue" ? trial : { ...trial, curve: [], seconds: 0 }))) break;
      }
    board.change({ run: null });
    board.studyChanged();
  }

  async function pretend(steps: number): Promise<void> {
    const running: PretrainingStatus = {
      state: "running",
      step: 0,
      steps,
      loss: null,
      etaSeconds: null,
      heldoutMlmAccuracy: null,
      heldoutNspAccuracy: null,
      message: null,
      teacher: null,
    };
    pretrainingStops = false;
    for (let step = 0; step < steps; step += Math.ceil(steps / 40)) {
      if (pretrainingStops) {
        const message = `Stopped; starting again with the same text and options goes on from step ${step}`;
        return board.change({ pretraining: { ...running, state: "stopped", step, message } });
      }
      board.change({ pretraining: { ...running, step, loss: 9 * Math.exp(-step / steps), etaSeconds: (10 * (steps - step)) / steps } });
      await wait(pieceMs);
    }
    const teacher = { fingerprint: "c".repeat(64), summary: { ...fakeTeacher, name: "Own teacher", fingerprint: "c".repeat(64) } };
    board.change({
      pretraining: { ...running, state: "finished", step: steps, loss: 3.4, heldoutMlmAccuracy: 0.31, heldoutNspAccuracy: 0.72, teacher },
    });
  }

  const lab: Lab = {
    snapshot: (after: number, waitMs: number): Promise<Snapshot> => board.newerThan(after, waitMs),
    visibility: async () => undefined,
    async device() {
      board.change({ device });
      return device;
    },
    builtin: async () => ({ teacher: fakeTeacher, corpus: fakeCorpus }),
    studies: async () =>
      [...kept.values()].map((study) => summarise(study, 3_400_000 * study.trials.length, board.current.run?.studyId === study.id)),
    study: async (id) => studyOf(id),
    damaged: async () => damaged,
    async removeDamaged() {
      damaged = [];
    },
    outputs: async () => ({ usedBytes: 120e6, limitBytes }),
    async limitOutputs(bytes) {
      limitBytes = bytes;
    },
    async create(wanted) {
      const requirements = parseRequirements(wanted, fakeTeacher);
      const id = `study-${ids++}`;
      const about = { name: requirements.name, createdAt: Date.now(), requirements, teacher: fakeTeacher, corpus: fakeCorpus };
      kept.set(id, { version: 1, id, ...about, trials: [] });
      return id;
    },
    async rename(id, name) {
      kept.set(id, parse(studySchema, { ...studyOf(id), name: name.trim() }, "the study"));
    },
    async duplicate(id) {
      const copy = `study-${ids++}`;
      kept.set(copy, { ...studyOf(id), id: copy, name: `${studyOf(id).name} (copy)`, trials: [] });
      return copy;
    },
    async remove(id) {
      kept.delete(id);
    },
    async importStudy(data) {
      const study = parse(studySchema, data, "the study");
      const own = kept.get(study.id);
      kept.set(study.id, own === undefined ? study : mergeStudies(own, study));
      return study.id;
    },
    async run(id) {
      refuseWhileBusy("A study");
      studyOf(id);
      void runStudy(id);
    },
    async pause() {
      paused = true;
      board.changeRun({ phase: "paused" });
    },
    async resume() {
      paused = false;
      board.changeRun({ phase: "distilling" });
    },
    async skipTrial() {
      skipping = true;
    },
    async stop() {
      stopping = true;
    },
    async distillRegularly(id, trial) {
      refuseWhileBusy("Regular distillation");
      const { trials } = studyOf(id);
      const parent = trials.find((other) => other.id === trial);
      if (parent === undefined) throw new Refused(`there is no trial ${trial} in this study`);
      const regular: Trial = { ...parent, id: trials.length, role: "regular", parent: trial, curve: [], measurement: null };
      void runStudy(id, regular);
    },
    async importTeacher(files) {
      if (!files.some(({ name }) => name.endsWith(".safetensors")))
        throw new Refused(`a teacher needs a .safetensors file, got ${files.map(({ name }) => name).join(", ")}`, "teacher");
      return { fingerprint: "d".repeat(64), summary: { ...fakeTeacher, name: "Imported teacher", fingerprint: "d".repeat(64) } };
    },
    async importHubTeacher(name) {
      const summary = { ...fakeTeacher, name: `${name}@${"a".repeat(40)}`, fingerprint: "d".repeat(64) };
      for (let receivedBytes = 0; receivedBytes < 17e6; receivedBytes += 1e6) {
        board.change({ fetching: { name, file: "model.safetensors", receivedBytes, totalBytes: 17e6 } });
        await wait(pieceMs / 10);
      }
      board.change({ fetching: null });
      return { fingerprint: summary.fingerprint, summary };
    },
    async importRemoteText(address) {
      const name = address.replace(/^hub:/, "");
      for (let receivedBytes = 0; receivedBytes < 5e6; receivedBytes += 1e6) {
        board.change({ fetching: { name, file: "train.parquet", receivedBytes, totalBytes: 5e6 } });
        await wait(pieceMs / 10);
      }
      board.change({ fetching: null });
      const fingerprint = "e".repeat(64);
      return { fingerprint, summary: { name, fingerprint, documents: 120, sentences: 900, sizeBytes: 90_000, heldoutDocuments: 0 } };
    },
    importRemoteTask: async (address, task) =>
      ({ task: task ?? "classification", name: address.replace(/^hub:/, ""), fingerprint: "f".repeat(64), training: 900, development: 100, labels: [] }),
    cancelFetching: async () => board.change({ fetching: null }),
    unfinishedDownloads: async () => unfinished,
    async removeUnfinished(files) {
      unfinished = unfinished.filter((other) => !other.files.some((file) => files.includes(file)));
    },
    imports: async () => imports,
    async removeImport(fingerprint) {
      imports = imports.filter((other) => other.fingerprint !== fingerprint);
    },
    async importText({ name, content }) {
      if (content.size === 0) throw new Refused(`the text is empty: ${name}`, "corpus");
      const fingerprint = "e".repeat(64);
      return { fingerprint, summary: { ...fakeCorpus, name, fingerprint, sizeBytes: content.size } };
    },
    async importTask(files, task) {
      const { guessTask, readTask } = await import("../../src/formats/tasks/read-task.ts");
      const kind = task ?? guessTask(files.map(({ name }) => name));
      const { training, development } = await readTask(kind, files);
      return { task: kind, name: downstreamFacts(kind).label, fingerprint: "f".repeat(64), training: training.length, development: development?.length ?? 0, labels: [] };
    },
    async pretrain(_text, { steps }) {
      refuseWhileBusy("Pretraining");
      void pretend(steps);
    },
    async cancelPretraining() {
      pretrainingStops = true;
      while (board.current.pretraining?.state === "running") await wait(pieceMs);
    },
    explain: async (id) => fakeExplainer.explain(studyOf(id)),
    why: async (id, trial) => fakeExplainer.why(studyOf(id), trial),
    exportStudent: async () => [{ name: "config.json", bytes: new TextEncoder().encode("{}") }],
    async pushStudent(id, trial, { task, onnx }, { repository }) {
      if (!repository.includes("/")) throw new Refused(`a repository on the hub is named owner/name, got "${repository}"`, "push");
      board.change({ pushing: { repository, task, phase: "making", sentBytes: 0, totalBytes: null } });
      if (task !== null) await lab.exportFineTuned(id, trial, task, onnx);
      for (let sentBytes = 0; sentBytes < 17e6; sentBytes += 1e6) {
        board.change({ pushing: { repository, task, phase: "uploading", sentBytes, totalBytes: 17e6 } });
        await wait(pieceMs / 10);
      }
      board.change({ pushing: null });
      const commit = "b".repeat(40);
      return { repository, commit, address: `https://huggingface.co/${repository}/commit/${commit}` };
    },
    cancelPushing: async () => board.change({ pushing: null }),
    beginSignIn: async (_client, draft, returnTo) => ({ address: `${returnTo}?code=fake&state=fake`, kept: JSON.stringify(draft) }),
    async finishSignIn(answer, kept) {
      if (kept === null) throw new Refused("the hub answers what this page did not ask", "push");
      const denied = answer.includes("error=");
      const signedIn = { endpoint: "https://huggingface.co", token: "hf_oauth_fake", account: "me", expiresAtMs: Date.now() + 100_000 };
      return { draft: JSON.parse(kept), signedIn: denied ? null : signedIn, refusal: denied ? "you did not allow it" : null };
    },
    onnxAccuracy: async (_id, _trial, precision) => {
      const value = precision === "int8" ? 0.39 : 0.4;
      return { mlmAccuracy: { value, low: value - 0.03, high: value + 0.03, samples: 900 } };
    },
    async exportFineTuned(_id, _trial, task) {
      refuseWhileBusy("Fine-tuning");
      await new Promise<void>((resolve, reject) => {
        cancelTuning = () => reject(new Cancelled("cancelled by the person"));
        board.change({ fineTuning: { subject: "student", task, learningRate: 1e-4, done: 0, of: 1, phase: "training", step: 30, steps: 120, loss: 0.6 } });
        setTimeout(resolve, second);
      }).finally(() => board.change({ fineTuning: null }));
      return [{ name: "config.json", bytes: new TextEncoder().encode("{}") }];
    },
    cancelFineTuning: async () => cancelTuning(),
    async benchmark(subject): Promise<BenchmarkResult> {
      refuseWhileBusy("A benchmark");
      await new Promise<void>((resolve, reject) => {
        cancelTiming = () => reject(new Cancelled("cancelled by the person"));
        setTimeout(resolve, second);
      });
      const layers = subject.kind === "bert" ? subject.layers : subject.architecture.numHiddenLayers;
      const [value, referenceMs] = [0.8 * layers, 19.2];
      const spread = (centre: number) => ({ value: centre, low: 0.96 * centre, high: 1.05 * centre, samples: 48 });
      return {
        name: subject.name,
        parameters: 1_100_000 * layers,
        flops: 41_000_000 * layers,
        latencyMs: spread(value),
        ratio: spread(value / referenceMs),
        timing: { samplesMs: Array(48).fill(value), singleShotMs: value + 1, deviceMs: 0.9 * value, referenceMs, repeats: [4, 24], quantumMs: 0.005, drifted: false },
        device,
      };
    },
    cancelBenchmark: async () => cancelTiming(),
  };
  return lab;
}
