import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Lab } from "../../../src/lab/port.ts";
import { chooseTeacher } from "../../../src/ui/setup/choose-teacher.ts";
import { startDraft } from "../../../src/ui/setup/start.ts";
import { createStore, type Store } from "../../../src/ui/state/store.ts";
import { createFakeLab, fakeExplainer } from "../../suites/fake-lab.ts";
import { fakeDevices, fakeStudy, fakeTeacher } from "../../suites/fake-study.ts";
import { fakeWindow } from "../../suites/fake-window.ts";

const stores: Store[] = [];
const storeOf = (lab: Lab, hash = "#/setup") => {
  const { window, location } = fakeWindow(hash);
  const store = createStore(lab, { window, explainer: fakeExplainer });
  stores.push(store);
  return { store, location };
};

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  for (const store of stores.splice(0)) store.end();
  vi.useRealTimers();
});

describe("the store", () => {
  it("asks the lab for nothing until it begins, as a shared link wants it", async () => {
    const lab = createFakeLab({ studies: [fakeStudy()] });
    const asked = vi.spyOn(lab, "snapshot");
    const { store } = storeOf(lab, "#s1.abc");
    await vi.advanceTimersByTimeAsync(1000);
    expect(asked).not.toHaveBeenCalled();
    expect(store.route.value).toEqual({ view: "sharedStudy", fragment: "s1.abc" });
    store.begin();
    await vi.advanceTimersByTimeAsync(1000);
    expect(asked).toHaveBeenCalled();
    expect(store.snapshot.value?.device).toEqual(fakeDevices.gpu);
    expect(store.studies.value?.map(({ id }) => id)).toEqual(["builtin-1"]);
    expect(store.builtin.value?.teacher.name).toBe("Built-in teacher");
  });

  it("knows what could not be read of the studies, until it is removed", async () => {
    const record = { name: 'study "a", trial 1', message: "it is damaged" };
    const { store } = storeOf(createFakeLab({ damaged: [record] }));
    expect(store.damaged.value).toEqual([]);
    await store.refreshStudies();
    expect(store.damaged.value).toEqual([record]);
    await store.lab.removeDamaged();
    await store.refreshStudies();
    expect(store.damaged.value).toEqual([]);
  });

  it("tells the lab when the page is hidden, for it measures", async () => {
    const lab = createFakeLab();
    const told = vi.spyOn(lab, "visibility");
    const { store } = storeOf(lab);
    store.begin();
    const { document } = store.environment.window;
    Object.defineProperty(document, "visibilityState", { value: "hidden" });
    document.dispatchEvent(new Event("visibilitychange"));
    expect(told.mock.calls).toEqual([[true], [false]]);
    store.end();
    document.dispatchEvent(new Event("visibilitychange"));
    expect(told).toHaveBeenCalledTimes(2);
  });

  it("follows a run, and keeps its study after the end", async () => {
    const { store } = storeOf(createFakeLab({ studies: [fakeStudy({ trials: 10 })] }));
    store.begin();
    await store.lab.run("builtin-1");
    await vi.advanceTimersByTimeAsync(4000);
    expect(store.snapshot.value?.run?.phase).toBe("distilling");
    expect(store.runningStudy.value?.trials.at(-1)?.state).toBe("running");
    await vi.advanceTimersByTimeAsync(20_000);
    expect(store.snapshot.value?.run).toBeNull();
    expect(store.runningStudy.value?.trials).toHaveLength(11);
    expect(store.studies.value?.[0]?.state).toBe("finished");
  });

  it("goes where it is told, and follows the address", () => {
    const { store, location } = storeOf(createFakeLab());
    store.go({ view: "run" });
    expect(location.hash).toBe("#/run");
    location.hash = "#/studies";
    expect(store.route.value.view).toBe("studies");
  });

  it("tells what did not work and why, and lets go of news but not of problems", async () => {
    const { store } = storeOf(createFakeLab());
    const outcome = await store.attempt("Opening the study", () => store.study("none"));
    expect(outcome).toBeUndefined();
    store.tell("Saved.");
    expect(store.toasts.value.map(({ message }) => message)).toEqual([
      'Opening the study did not work: no study is kept here under "none"',
      "Saved.",
    ]);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(store.toasts.value).toHaveLength(1);
    store.dismiss(store.toasts.value[0]?.id ?? -1);
    expect(store.toasts.value).toEqual([]);
  });

  it("says that the lab is lost until it answers again", async () => {
    const lab = createFakeLab();
    const { store } = storeOf(lab);
    const broken = vi.spyOn(lab, "snapshot").mockRejectedValueOnce(new Error("the worker ended"));
    store.begin();
    await vi.advanceTimersByTimeAsync(0);
    expect(store.lost.value).toBe("the worker ended");
    await vi.advanceTimersByTimeAsync(2000);
    expect(broken.mock.calls.length).toBeGreaterThan(1);
    expect(store.lost.value).toBeNull();
  });
});

describe("chooseTeacher", () => {
  const summary = { ...fakeTeacher, name: "Wide", fingerprint: "9".repeat(64), hiddenSize: 512, targets: ["mlm" as const] };

  it("fits the design space and the tasks to the teacher, and says so", () => {
    const { store } = storeOf(createFakeLab());
    chooseTeacher(store, { source: "imported", name: "Wide", fingerprint: summary.fingerprint }, summary);
    const { space, tasks, seed } = store.draft.value.value;
    expect(space.hiddenSize).toContain(512);
    expect(tasks).toEqual(["mlm"]);
    expect(seed).toBe(1);
    expect(store.draft.teacher.value).toEqual(summary);
    expect(store.draft.problems.value.size).toBe(0);
    expect(store.toasts.value[0]?.message).toBe("The design space now fits Wide.");
  });
});

describe("startDraft", () => {
  it("creates the study, runs it and shows the run", async () => {
    const { store, location } = storeOf(createFakeLab());
    store.begin();
    await startDraft(store);
    expect(location.hash).toBe("#/run");
    await vi.advanceTimersByTimeAsync(500);
    expect(store.snapshot.value?.run?.studyId).toBe("study-0");
  });

  it("puts a refusal beside its field and stays", async () => {
    const { store, location } = storeOf(createFakeLab());
    store.draft.change((requirements) => ({ ...requirements, schedule: { ...requirements.schedule, batchSize: 0 } }));
    await startDraft(store);
    expect(store.draft.problems.value.has("schedule.batchSize")).toBe(true);
    expect(location.hash).toBe("#/setup");
  });

  it("tells other failures", async () => {
    const { store } = storeOf(createFakeLab());
    vi.spyOn(store.lab, "run").mockRejectedValue(new Error("another tab runs a study"));
    await startDraft(store);
    expect(store.toasts.value[0]?.message).toBe("The study did not start: another tab runs a study");
  });
});
