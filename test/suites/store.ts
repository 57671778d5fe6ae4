/** What every store promises (src/store/port.ts). */
import { afterEach, describe, expect, it } from "vitest";
import { Refused } from "../../src/base/errors.ts";
import type { NamedFile } from "../../src/base/files.ts";
import type { NamedTensors } from "../../src/base/tensors.ts";
import type { KeptStore } from "../../src/store/port.ts";
import type { Study } from "../../src/study/study.ts";
import { studyWith, trialWith } from "./studies.ts";

/** An empty store. @param quotaBytes room for tensors, cached outputs and files together; enough by default */
export type StoreMaker = (quotaBytes?: number) => Promise<KeptStore>;

const studyCalled = (id: string, part: Partial<Study> = {}): Study => ({ ...studyWith([]), id, ...part });
const tensorsOf = (...values: number[]): NamedTensors =>
  new Map([["w", { shape: [values.length], data: Float32Array.from(values) }]]);
const floats = (count: number): NamedTensors => new Map([["w", { shape: [count], data: new Float32Array(count) }]]);
const bytes = (size: number) => new ArrayBuffer(size);
/** With its checksum. */
const sealed = (size: number) => size + 4;
const teacherKey = `${studyWith([]).teacher.fingerprint}:x/batch 1`;

export function describeStore(name: string, make: StoreMaker): void {
  const open: KeptStore[] = [];
  const opened = async (quotaBytes?: number) => {
    const store = await make(quotaBytes);
    open.push(store);
    return store;
  };
  afterEach(() => {
    for (const store of open.splice(0)) store.close();
  });

  describe(`${name}: studies`, () => {
    it("begins empty", async () => {
      const store = await opened();
      expect(await store.studies()).toEqual([]);
      expect(await store.study("none")).toBeUndefined();
      expect(await store.checkpoint("none", 0)).toBeUndefined();
      expect(await store.student("none", 0)).toBeUndefined();
      expect(await store.asset("none")).toBeUndefined();
      expect(await store.read("none")).toBeUndefined();
      expect((await store.outputs()).usedBytes).toBe(0);
      expect(store.damaged()).toEqual([]);
    });

    it("gives back the study it was given, trials in order of id", async () => {
      const store = await opened();
      const study = studyCalled("a", { trials: [trialWith({ latencyMs: 2 }, { id: 10 }), trialWith({}, { id: 9 })] });
      await store.saveStudy(study);
      expect(await store.study("a")).toEqual({ ...study, trials: study.trials.toReversed() });
    });

    it("lists studies in order of creation", async () => {
      const store = await opened();
      await store.saveStudy(studyCalled("a", { createdAt: 2 }));
      await store.saveStudy(studyCalled("c", { createdAt: 1 }));
      await store.saveStudy(studyCalled("b", { createdAt: 1, trials: [trialWith({}, { id: 0 })] }));
      expect((await store.studies()).map(({ id, trials }) => `${id}${trials.length}`)).toEqual(["b1", "c0", "a0"]);
    });

    it("gives copies away and keeps copies", async () => {
      const store = await opened();
      const study = studyCalled("a", { trials: [trialWith({}, { id: 0, curve: [{ step: 1, loss: 1, stage: 0 }] })] });
      await store.saveStudy(study);
      study.trials[0]?.curve.push({ step: 2, loss: 2, stage: 0 });
      (await store.study("a"))?.trials[0]?.curve.pop();
      expect((await store.study("a"))?.trials[0]?.curve).toEqual([{ step: 1, loss: 1, stage: 0 }]);
    });

    it("adds and replaces single trials", async () => {
      const store = await opened();
      await store.saveStudy(studyCalled("a"));
      await store.saveTrial("a", trialWith({}, { id: 1, seconds: 1 }));
      await store.saveTrial("a", trialWith({}, { id: 0 }));
      await store.saveTrial("a", trialWith({}, { id: 1, seconds: 2 }));
      expect((await store.study("a"))?.trials.map(({ id, seconds }) => [id, seconds])).toEqual([[0, 1], [1, 2]]);
    });

    it("keeps trials that a saved study does not list", async () => {
      const store = await opened();
      await store.saveStudy(studyCalled("a", { trials: [trialWith({}, { id: 0 })] }));
      await store.saveStudy(studyCalled("a", { name: "renamed", trials: [trialWith({}, { id: 1 })] }));
      const kept = await store.study("a");
      expect(kept?.name).toBe("renamed");
      expect(kept?.trials.map(({ id }) => id)).toEqual([0, 1]);
    });

    it("does not let an older copy of a study undo the end of a trial", async () => {
      const store = await opened();
      const running = trialWith({}, { id: 0, state: "running", finishedAt: null, measurement: null });
      await store.saveStudy(studyCalled("a", { trials: [running] }));
      const before = await store.study("a");
      await store.saveTrial("a", trialWith({ latencyMs: 2 }, { id: 0 }));
      await store.saveStudy({ ...(before ?? studyCalled("a")), name: "renamed meanwhile" });
      expect(await store.study("a")).toMatchObject({ name: "renamed meanwhile", trials: [{ state: "complete" }] });
    });

    it("keeps apart studies whose ids begin alike", async () => {
      const store = await opened();
      for (const id of ["a", "ab", "a-b"]) {
        await store.saveStudy(studyCalled(id, { trials: [trialWith({}, { id: 0 })] }));
        await store.saveCheckpoint(id, 0, { step: 1, tensors: tensorsOf(1) });
      }
      await store.deleteStudy("a");
      expect((await store.studies()).map(({ id }) => id)).toEqual(["a-b", "ab"]);
      expect(await store.study("ab")).toMatchObject({ trials: [{ id: 0 }] });
      expect(await store.checkpoint("a-b", 0)).toBeDefined();
    });

    it("refuses a trial without its study, and what its own readers would call damaged", async () => {
      const store = await opened();
      await expect(store.saveTrial("gone", trialWith({}))).rejects.toThrow(/not kept here: "gone"$/);
      await store.saveStudy(studyCalled("a", { trials: [trialWith({}, { id: 0 })] }));
      await expect(store.saveTrial("a", trialWith({}, { id: 0, seconds: -1 }))).rejects.toThrow(/study "a", trial 0: seconds.* got -1$/);
      await expect(store.saveStudy(studyCalled("a", { name: "" }))).rejects.toThrow(Refused);
      const wrong: NamedTensors = new Map([["w", { shape: [3], data: new Float32Array(2) }]]);
      await expect(store.saveStudent("a", 0, wrong)).rejects.toThrow(/student of study "a", trial 0.*shape/);
      expect(await store.study("a")).toMatchObject({ name: "study", trials: [{ seconds: 1 }] });
    });

    it("keeps every one of many writes at once", async () => {
      const store = await opened();
      await store.saveStudy(studyCalled("a"));
      await Promise.all(Array.from({ length: 50 }, (_, id) => store.saveTrial("a", trialWith({}, { id }))));
      expect((await store.study("a"))?.trials).toHaveLength(50);
    });
  });

  describe(`${name}: damaged records`, () => {
    it("are none where everything was written by the store, and deleting them deletes nothing", async () => {
      const store = await opened();
      await store.saveStudy(studyCalled("a", { trials: [trialWith({}, { id: 0 })] }));
      await store.deleteDamaged();
      expect(await store.study("a")).toMatchObject({ trials: [{ id: 0 }] });
      expect(store.damaged()).toEqual([]);
    });
  });

  describe(`${name}: tensors and files`, () => {
    it("keeps checkpoints by study and trial, for studies it does not know too", async () => {
      const store = await opened();
      await store.saveCheckpoint("a", 1, { step: 10, tensors: tensorsOf(1, 2) });
      await store.saveCheckpoint("a", 1, { step: 20, tensors: tensorsOf(3, 4) });
      expect(await store.checkpoint("a", 1)).toEqual({ step: 20, tensors: tensorsOf(3, 4) });
      expect(await store.checkpoint("a", 2)).toBeUndefined();
      await store.deleteCheckpoint("a", 1);
      expect(await store.checkpoint("a", 1)).toBeUndefined();
    });

    it("keeps students, cutting views out of larger buffers", async () => {
      const store = await opened();
      const shared = Float32Array.of(0, 1, 2, 3);
      await store.saveStudent("a", 0, new Map([["w", { shape: [2, 1], data: shared.subarray(1, 3) }]]));
      const kept = (await store.student("a", 0))?.get("w");
      expect(kept).toEqual({ shape: [2, 1], data: Float32Array.of(1, 2) });
      expect(kept?.data.buffer.byteLength).toBe(8);
    });

    it("keeps imported files by fingerprint until they are deleted", async () => {
      const store = await opened();
      const files: NamedFile[] = [{ name: "vocab.txt", bytes: Uint8Array.of(1, 2) }, { name: "empty", bytes: new Uint8Array() }];
      await store.saveAsset("f", files);
      expect(await store.asset("f")).toEqual(files);
      await store.deleteAsset("f");
      expect(await store.asset("f")).toBeUndefined();
    });
  });

  describe(`${name}: what was imported`, () => {
    const about = { fingerprint: "f", kind: "teacher" as const, name: "a/b", sizeBytes: 3, importedAt: 5, hub: null, teacher: null };

    it("is listed, oldest first, until its files are deleted", async () => {
      const store = await opened();
      await store.saveAsset("f", [{ name: "vocab.txt", bytes: Uint8Array.of(1) }]);
      await store.saveImport(about);
      await store.saveImport({ ...about, fingerprint: "g", kind: "text", importedAt: 4 });
      expect((await store.imports()).map(({ fingerprint }) => fingerprint)).toEqual(["g", "f"]);
      expect((await store.imports())[1]).toEqual(about);
      await store.deleteAsset("f");
      expect((await store.imports()).map(({ fingerprint }) => fingerprint)).toEqual(["g"]);
    });

    it("comes piece by piece", async () => {
      const store = await opened();
      expect(await store.download("hub/a/1")).toBeUndefined();
      await store.addToDownload("hub/a/1", { version: "x" }, Uint8Array.of(1, 2));
      await store.addToDownload("hub/a/1", { version: "ignored from the second piece on" }, Uint8Array.of(3));
      await store.addToDownload("hub/a/12", { version: "y" }, Uint8Array.of(9));
      expect(await store.download("hub/a/1")).toEqual({ version: "x", parts: 2, receivedBytes: 3 });
      expect([...new Uint8Array(await (await store.downloaded("hub/a/1")).arrayBuffer())]).toEqual([1, 2, 3]);
      expect([...(await store.downloads())]).toEqual([["hub/a/1", { version: "x", parts: 2, receivedBytes: 3 }], ["hub/a/12", { version: "y", parts: 1, receivedBytes: 1 }]]);
      await store.forgetDownloads(["hub/a/1", "never begun"]);
      expect(await store.download("hub/a/1")).toBeUndefined();
      expect((await store.downloaded("hub/a/1")).size).toBe(0);
      expect((await store.downloaded("hub/a/12")).size).toBe(1);
      expect([...(await store.downloads()).keys()]).toEqual(["hub/a/12"]);
    });
  });

  describe(`${name}: the teachers' outputs`, () => {
    it("are given back, and go with their study, or with the last study of their teacher", async () => {
      const store = await opened();
      await store.saveStudy(studyCalled("a"));
      await store.saveStudy(studyCalled("b"));
      const keys = ["a:x/1", "b:x/1", teacherKey, "nobody:x/1"];
      for (const key of keys) expect(await store.write(key, Uint8Array.of(1, 2, 3).buffer)).toBe(true);
      expect(new Uint8Array((await store.read("a:x/1")) ?? bytes(0))).toEqual(Uint8Array.of(1, 2, 3));
      const kept = async () => (await Promise.all(keys.map((key) => store.read(key)))).map(Boolean);
      await store.deleteStudy("a");
      expect(await kept()).toEqual([false, true, true, false]);
      await store.deleteStudy("b");
      expect(await kept()).toEqual([false, false, false, false]);
    });

    it("are held to a limit, which forgets at once what is over it", async () => {
      const store = await opened();
      for (const pack of ["t:a", "t:b"]) expect(await store.write(`${pack}/1`, bytes(96))).toBe(true);
      expect((await store.outputs()).usedBytes).toBeGreaterThanOrEqual(2 * sealed(96));
      await store.limitOutputs(160);
      expect((await store.outputs()).limitBytes).toBe(160);
      expect([await store.read("t:a/1"), await store.read("t:b/1")].filter(Boolean)).toHaveLength(1);
    });
  });

  describe(`${name}: room`, () => {
    it("counts what deleting each study would give back", async () => {
      const store = await opened();
      await store.saveStudy(studyCalled("a"));
      await store.saveCheckpoint("a", 0, { step: 0, tensors: floats(10) });
      await store.saveCheckpoint("a", 0, { step: 1, tensors: floats(20) });
      await store.saveStudent("a", 0, floats(5));
      await store.write("a:x/1", bytes(7));
      await store.write(teacherKey, bytes(1000));
      expect((await store.usage()).perStudy).toEqual(new Map([["a", 80 + 20 + sealed(7) + sealed(1000)]]));
      await store.saveStudy(studyCalled("b"));
      expect((await store.usage()).perStudy).toEqual(new Map([["a", 100 + sealed(7)], ["b", 0]]));
      await store.deleteCheckpoint("a", 0);
      expect((await store.usage()).perStudy.get("a")).toBe(20 + sealed(7));
      await store.deleteStudy("a");
      expect((await store.usage()).perStudy).toEqual(new Map([["b", sealed(1000)]]));
    });

    it("refuses what does not fit, saying what to do, and keeps what was there", async () => {
      const store = await opened(1000);
      await store.saveStudy(studyCalled("a", { trials: [trialWith({}, { id: 0 })] }));
      await store.saveCheckpoint("a", 0, { step: 7, tensors: tensorsOf(1, 2) });
      const refused = store.saveCheckpoint("a", 0, { step: 8, tensors: floats(300) });
      await expect(refused).rejects.toThrow(Refused);
      await expect(refused).rejects.toThrow(/storage is full: delete a study.*the checkpoint of study "a", trial 0$/);
      expect(await store.checkpoint("a", 0)).toEqual({ step: 7, tensors: tensorsOf(1, 2) });
      expect((await store.usage()).perStudy.get("a")).toBe(8);
      await store.saveStudent("a", 0, tensorsOf(3));
      expect(await store.student("a", 0)).toEqual(tensorsOf(3));
    });

    it("does not cache what does not fit", async () => {
      const store = await opened(1000);
      await store.saveStudent("a", 0, floats(100));
      expect(await store.write("t:x/1", bytes(500))).toBe(true);
      expect(await store.write("t:x/2", bytes(500))).toBe(false);
      expect(await store.read("t:x/2")).toBeUndefined();
      expect((await store.read("t:x/1"))?.byteLength).toBe(500);
    });

    it("gives the cache up for what cannot be had again", async () => {
      const store = await opened(1000);
      await store.saveStudy(studyCalled("a"));
      expect(await store.write("a:x/1", bytes(800))).toBe(true);
      await store.saveStudent("a", 0, floats(100));
      expect(await store.student("a", 0)).toEqual(floats(100));
      expect(await store.read("a:x/1")).toBeUndefined();
      expect((await store.usage()).perStudy.get("a")).toBe(400);
    });
  });
}
