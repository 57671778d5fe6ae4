import { signal } from "@preact/signals";
import { describe, expect, it } from "vitest";
import { defaultRequirements } from "../../../src/study/requirements.ts";
import { createDraft, type BuiltinSummaries } from "../../../src/ui/state/draft.ts";
import { fakeCorpus, fakeTeacher } from "../../suites/fake-study.ts";
import { fakeWindow } from "../../suites/fake-window.ts";

const builtin = signal<BuiltinSummaries | null>({ teacher: fakeTeacher, corpus: fakeCorpus });
const fingerprint = "9".repeat(64);
const imported = { source: "imported", name: "Mine", fingerprint } as const;

describe("the draft", () => {
  it("begins as the built-in study", () => {
    const draft = createDraft(fakeWindow().window, builtin);
    expect(draft.value.value).toEqual(defaultRequirements);
    expect(draft.teacher.value).toBe(fakeTeacher);
    expect(draft.problems.value.size).toBe(0);
  });

  it("is there again after a reload, with what is known of imported teachers", () => {
    const { window, storage } = fakeWindow();
    const draft = createDraft(window, builtin);
    draft.remember({ teacher: { ...fakeTeacher, name: "Mine", fingerprint } });
    draft.change((requirements) => ({ ...requirements, seed: 7, teacher: imported }));
    const again = createDraft(fakeWindow("", Object.fromEntries(storage)).window, builtin);
    expect(again.value.value).toEqual({ ...defaultRequirements, seed: 7, teacher: imported });
    expect(again.teacher.value?.name).toBe("Mine");
  });

  it("keeps the last sound values while a number is half typed", () => {
    const { window, storage } = fakeWindow();
    const draft = createDraft(window, builtin);
    draft.change((requirements) => ({ ...requirements, seed: 7 }));
    draft.change((requirements) => ({ ...requirements, seed: Number.NaN }));
    expect(draft.problems.value.has("seed")).toBe(true);
    expect(createDraft(fakeWindow("", Object.fromEntries(storage)).window, builtin).value.value.seed).toBe(7);
  });

  it("begins afresh where what was kept is damaged", () => {
    for (const text of ["{", '{"requirements":{}}', "null"])
      expect(createDraft(fakeWindow("", { "autodistill.draft": text }).window, builtin).value.value).toEqual(defaultRequirements);
  });

  it("works where the browser keeps nothing", () => {
    const { window } = fakeWindow();
    Object.defineProperty(window, "localStorage", {
      get: () => {
        throw new Error("SecurityError");
      },
    });
    const draft = createDraft(window, builtin);
    draft.change((requirements) => ({ ...requirements, seed: 7 }));
    expect(draft.value.value.seed).toBe(7);
  });

  it("shows the lab's refusal until something changes", () => {
    const draft = createDraft(fakeWindow().window, builtin);
    draft.refuse("teacher", "no such tensor");
    expect(draft.problems.value.get("teacher")).toBe("no such tensor");
    draft.change((requirements) => ({ ...requirements, seed: 2 }));
    expect(draft.problems.value.size).toBe(0);
  });

  it("knows nothing of a teacher it was not told about", () => {
    const draft = createDraft(fakeWindow().window, builtin);
    draft.change((requirements) => ({ ...requirements, teacher: imported }));
    expect(draft.teacher.value).toBeNull();
    expect(draft.problems.value.size).toBe(0);
  });
});
