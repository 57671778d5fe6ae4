import { batch, computed, signal, type ReadonlySignal, type Signal } from "@preact/signals";
import { messageOf } from "../../base/errors.ts";
import type { DamagedRecord, FineTuningStatus, ImportRecord, Lab, OutputsUsage, RunStatus, Snapshot, StudySummary } from "../../lab/port.ts";
import type { Device } from "../../study/device.ts";
import type { Study, StudyId } from "../../study/study.ts";
import type { HubPass } from "../hub/pass.ts";
import type { Toast } from "../parts/toasts.tsx";
import { createDraft, type BuiltinSummaries, type Draft } from "./draft.ts";
import type { Environment } from "./environment.ts";
import { follow } from "./follow.ts";
import { followKept, type Kept } from "./kept.ts";
import { hrefOf, routeOf, type Route } from "./routes.ts";
import { steady } from "./steady.ts";

/** Everything the views draw. Views read signals and call methods; only this file writes the signals it owns. */
export interface Store {
  readonly lab: Lab;
  readonly environment: Environment;
  readonly route: ReadonlySignal<Route>;
  /** null until the lab has answered once. */
  readonly snapshot: ReadonlySignal<Snapshot | null>;
  /** The run, changing only with its study, trial or phase: for what need not be drawn ten times a second. */
  readonly activity: ReadonlySignal<RunStatus | null>;
  readonly device: ReadonlySignal<Device | null>;
  /** Why the lab does not answer; null while it does. */
  readonly lost: ReadonlySignal<string | null>;
  /** The study that runs, or ran last, with its trials so far. */
  readonly runningStudy: ReadonlySignal<Study | null>;
  /** What is being fine-tuned for an export. */
  readonly fineTuning: ReadonlySignal<FineTuningStatus | null>;
  /** null until they are loaded. */
  readonly studies: ReadonlySignal<readonly StudySummary[] | null>;
  /** What of them could not be read. */
  readonly damaged: ReadonlySignal<readonly DamagedRecord[]>;
  /** null until they are counted. */
  readonly outputs: ReadonlySignal<OutputsUsage | null>;
  /** Teachers and texts that were imported. */
  readonly imports: ReadonlySignal<readonly ImportRecord[]>;
  readonly builtin: ReadonlySignal<BuiltinSummaries | null>;
  readonly draft: Draft;
  /** What is kept of the page itself; null while it needs its server. */
  readonly kept: ReadonlySignal<Kept | null>;
  /** What lets a person write to a hub, if anything. It lives here alone, and is gone with the page. */
  readonly hub: Signal<HubPass | null>;
  readonly toasts: ReadonlySignal<readonly Toast[]>;
  /** Loads what every view needs and follows the lab. Does nothing the second time. */
  begin(): void;
  go(route: Route): void;
  study(id: StudyId): Promise<Study>;
  refreshStudies(): Promise<void>;
  tell(message: string, tone?: Toast["tone"]): void;
  dismiss(toast: number): void;
  /** Does something for the person; where it fails, says what was being done and why it did not work. */
  attempt<T>(doing: string, action: () => Promise<T>): Promise<T | undefined>;
  end(): void;
}

const toastMs = 6000;

const sameActivity = (before: RunStatus | null, now: RunStatus | null) =>
  before?.studyId === now?.studyId && before?.trialId === now?.trialId && before?.phase === now?.phase;
const sameDevice = (before: Device | null, now: Device | null) =>
  before?.key === now?.key && before?.reason === now?.reason;

export function createStore(lab: Lab, environment: Environment): Store {
  const { window } = environment;
  const route = signal<Route>(routeOf(window.location.hash));
  const snapshot = signal<Snapshot | null>(null);
  const lost = signal<string | null>(null);
  const runningStudy = signal<Study | null>(null);
  const studies = signal<readonly StudySummary[] | null>(null);
  const damaged = signal<readonly DamagedRecord[]>([]);
  const outputs = signal<OutputsUsage | null>(null);
  const imports = signal<readonly ImportRecord[]>([]);
  const builtin = signal<BuiltinSummaries | null>(null);
  const kept = signal<Kept | null>(null);
  const toasts = signal<readonly Toast[]>([]);
  const ending = new AbortController();
  let begun = false;
  let toastId = 0;

  const sleep = (ms: number) => new Promise<void>((resolve) => window.setTimeout(resolve, ms));
  const onHashChange = () => (route.value = routeOf(window.location.hash));
  window.addEventListener("hashchange", onHashChange, { signal: ending.signal });

  const store: Store = {
    lab,
    environment,
    route,
    snapshot,
    activity: steady(() => snapshot.value?.run ?? null, sameActivity),
    device: steady(() => snapshot.value?.device ?? null, sameDevice),
    lost,
    runningStudy,
    fineTuning: computed(() => snapshot.value?.fineTuning ?? null),
    studies,
    damaged,
    outputs,
    imports,
    builtin,
    draft: createDraft(window, builtin),
    kept,
    hub: signal(null),
    toasts,
    begin() {
      if (begun) return;
      begun = true;
      const { document } = window;
      const tellVisibility = () => void lab.visibility(document.visibilityState === "visible").catch(onLost);
      document.addEventListener("visibilitychange", tellVisibility, { signal: ending.signal });
      tellVisibility();
      void follow(lab, { onSnapshot, onLost, sleep }, ending.signal);
      followKept(window.navigator.serviceWorker, (now) => (kept.value = now), ending.signal);
      void store.refreshStudies();
      void store.attempt("Reading what is built in", async () => (builtin.value = await lab.builtin()));
      void store.attempt("Looking at this device", () => lab.device(store.draft.value.value.target.backend));
      // A hub sends people back with its answer.
      if (/[?&]state=/.test(window.location.search)) void store.attempt("Signing in", async () => (await import("../hub/sign-in.ts")).returnFromHub(window, lab, store.hub));
    },
    go(next) {
      window.location.hash = hrefOf(next);
    },
    study: (id) => lab.study(id),
    async refreshStudies() {
      await store.attempt("Reading the studies kept here", async () => {
        studies.value = await lab.studies();
        damaged.value = await lab.damaged();
        outputs.value = await lab.outputs();
        imports.value = await lab.imports();
      });
    },
    tell(message, tone = "info") {
      const id = toastId++;
      toasts.value = [...toasts.value, { id, tone, message }];
      if (tone === "info") window.setTimeout(() => store.dismiss(id), toastMs);
    },
    dismiss(id) {
      toasts.value = toasts.value.filter((toast) => toast.id !== id);
    },
    async attempt(doing, action) {
      try {
        return await action();
      } catch (thrown) {
        store.tell(`${doing} did not work: ${messageOf(thrown)}`, "danger");
        return undefined;
      }
    },
    end: () => ending.abort(),
  };

  function onSnapshot(next: Snapshot) {
    const before = snapshot.value;
    batch(() => {
      snapshot.value = next;
      lost.value = null;
    });
    if (next.studyRevision !== before?.studyRevision || next.run?.studyId !== before.run?.studyId) void refreshRunning();
  }

  function onLost(thrown: unknown) {
    lost.value = messageOf(thrown);
  }

  async function refreshRunning() {
    const id = snapshot.value?.run?.studyId ?? runningStudy.value?.id;
    await store.refreshStudies();
    if (id === undefined) return;
    const study = await lab.study(id).catch(() => null);
    // Meanwhile another study may have been started.
    if ((snapshot.value?.run?.studyId ?? id) === id) runningStudy.value = study;
  }

  return store;
}
