import "fake-indexeddb/auto";
import { forceCloseDatabase, IDBObjectStore } from "fake-indexeddb";
import { deleteDB, openDB, unwrap } from "idb";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Refused, Unsupported } from "../../src/base/errors.ts";
import { connect } from "../../src/store/connection.ts";
import { openStore } from "../../src/store/open.ts";
import type { KeptStore } from "../../src/store/port.ts";
import { schemaVersion } from "../../src/store/schema.ts";
import type { Study } from "../../src/study/study.ts";
import { studyWith, trialWith } from "../suites/studies.ts";
import { describeStore } from "../suites/store.ts";
import { connectionsBeside, limitDisk } from "./fake-disk.ts";

let stores = 0;
let name = "";
let freeDisk = () => {};
const open: KeptStore[] = [];
beforeEach(() => {
  name = `store ${stores++}`;
});
afterEach(() => {
  freeDisk();
  freeDisk = () => {};
  for (const store of open.splice(0)) store.close();
});

async function opened(): Promise<KeptStore> {
  const store = await openStore(name);
  open.push(store);
  return store;
}

const studyCalled = (id: string, part: Partial<Study> = {}): Study => ({ ...studyWith([]), id, ...part });
const tensors = new Map([["w", { shape: [2], data: Float32Array.of(1, 2) }]]);

describeStore("the store in IndexedDB", async (quotaBytes = Infinity) => {
  freeDisk = limitDisk(quotaBytes);
  return openStore(`suite ${stores++}`);
});

describe("what the browser keeps", () => {
  it("is there when the page comes back", async () => {
    const before = await opened();
    await before.saveStudy(studyCalled("a", { trials: [trialWith({}, { id: 0 })] }));
    await before.saveCheckpoint("a", 0, { step: 3, tensors });
    before.close();
    const after = await opened();
    expect(await after.study("a")).toMatchObject({ trials: [{ id: 0 }] });
    expect(await after.checkpoint("a", 0)).toEqual({ step: 3, tensors });
  });

  it("is shared by two tabs", async () => {
    const [here, there] = [await opened(), await opened()];
    await here.saveStudy(studyCalled("a"));
    await there.saveTrial("a", trialWith({}, { id: 0 }));
    expect(await here.study("a")).toMatchObject({ trials: [{ id: 0 }] });
  });

  it("is told in the browser's own numbers where it has them", async () => {
    const store = await openStore(name, { estimate: async () => ({ usage: 12, quota: 34 }) });
    open.push(store);
    expect(await store.usage()).toEqual({ perStudy: new Map(), usedBytes: 12, quotaBytes: 34 });
  });
});

describe("damaged records", () => {
  it("are named and hide no others", async () => {
    const store = await opened();
    await store.saveStudy(studyCalled("good", { trials: [trialWith({}, { id: 0 }), trialWith({}, { id: 1 }), trialWith({}, { id: 2 })] }));
    await store.saveStudy(studyCalled("bad"));
    const raw = await openDB(name);
    await raw.put("studies", { ...studyCalled("bad"), name: 7 }, "bad");
    await raw.put("studies", null, "worse");
    await raw.put("trials", { ...trialWith({}, { id: 1 }), seconds: "long" }, ["good", 1]);
    await raw.put("trials", trialWith({}, { id: 5 }), ["good", 2]);
    await raw.put("checkpoints", { step: 1, tensors: new Map([["w", { shape: [9], data: new Float32Array(1) }]]) }, ["good", 0]);
    await raw.put("students", "no tensors", ["good", 0]);
    await raw.put("assets", [{ name: "a", bytes: "text" }], "f".repeat(64));
    await raw.put("cache", "no bytes", "t:1");
    raw.close();

    expect((await store.studies()).map(({ id, trials }) => [id, trials.map((trial) => trial.id)])).toEqual([["good", [0]]]);
    expect((await store.study("good"))?.trials).toHaveLength(1);
    expect(await store.study("bad")).toBeUndefined();
    expect(await store.checkpoint("good", 0)).toBeUndefined();
    expect(await store.student("good", 0)).toBeUndefined();
    expect(await store.asset("f".repeat(64))).toBeUndefined();
    expect(await store.read("t:1")).toBeUndefined();
    const damaged = new Map(store.damaged().map((record) => [record.name, record.message]));
    expect([...damaged.keys()].sort()).toEqual([
      'study "bad"',
      'study "good", trial 1',
      'study "good", trial 2',
      'study "worse"',
      'the checkpoint of study "good", trial 0',
      `the imported files "ffffffffffff"`,
      'the student of study "good", trial 0',
    ]);
    expect(damaged.get('study "good", trial 1')).toMatch(/seconds.*"long"$/);
    expect(damaged.get('study "good", trial 2')).toMatch(/should be 2, got 5$/);
  });

  it("are deleted when that is wanted, with their bytes, and nothing else is", async () => {
    const store = await opened();
    await store.saveStudy(studyCalled("good", { trials: [trialWith({}, { id: 0 }), trialWith({}, { id: 1 })] }));
    for (const trial of [0, 1]) await store.saveStudent("good", trial, tensors);
    for (const id of ["bad", "whole"]) await store.saveStudy(studyCalled(id, { trials: [trialWith({}, { id: 0 })] }));
    await store.saveStudent("bad", 0, tensors);
    const raw = await openDB(name);
    await raw.put("studies", null, "bad");
    await raw.put("studies", null, "whole");
    await raw.put("trials", { id: 1 }, ["good", 1]);
    await raw.put("students", "no tensors", ["good", 1]);
    await raw.put("assets", "no files", "f");
    const read = async () => {
      await store.studies();
      await Promise.all([store.student("good", 0), store.student("good", 1), store.asset("f")]);
    };
    await read();
    expect(store.damaged()).toHaveLength(5);
    // Another tab has written it again since.
    await raw.put("studies", (({ trials: _, ...about }) => about)(studyCalled("whole")), "whole");

    await store.deleteDamaged();
    await read();
    expect(store.damaged()).toEqual([]);
    expect((await store.studies()).map(({ id, trials }) => [id, trials.length]).sort()).toEqual([["good", 1], ["whole", 1]]);
    expect(await store.student("good", 0)).toEqual(tensors);
    expect((await store.usage()).perStudy.get("good")).toBe(8);
    const left = await Promise.all((["studies", "trials", "students", "assets"] as const).map((table) => raw.count(table)));
    expect(left).toEqual([2, 2, 1, 0]);
    raw.close();
  });

  it("are forgotten with their study, and once they are whole again", async () => {
    const store = await opened();
    for (const id of ["a", "b"]) await store.saveStudy(studyCalled(id, { trials: [trialWith({}, { id: 0 })] }));
    const raw = await openDB(name);
    for (const id of ["a", "b"]) await raw.put("trials", null, [id, 0]);
    raw.close();
    await store.studies();
    expect(store.damaged()).toHaveLength(2);
    await store.deleteStudy("a");
    expect(store.damaged().map((record) => record.name)).toEqual(['study "b", trial 0']);
    await store.saveTrial("b", trialWith({}, { id: 0 }));
    await store.studies();
    expect(store.damaged()).toEqual([]);
  });

  it("can be deleted, and count no bytes", async () => {
    const store = await opened();
    const raw = await openDB(name);
    await raw.put("studies", null, "worse");
    raw.close();
    expect((await store.usage()).perStudy).toEqual(new Map([["worse", 0]]));
    await store.deleteStudy("worse");
    await store.studies();
    expect(store.damaged()).toEqual([]);
  });
});

describe("a full disk", () => {
  it("leaves nothing of a write half done", async () => {
    const store = await opened();
    await store.saveStudy(studyCalled("a"));
    freeDisk = limitDisk(4);
    await expect(store.saveStudent("a", 0, tensors)).rejects.toThrow(Refused);
    await expect(store.saveAsset("f", [{ name: "x", bytes: new Uint8Array(5) }])).rejects.toThrow(/imported files "f"$/);
    freeDisk();
    expect(await store.student("a", 0)).toBeUndefined();
    expect((await store.usage()).perStudy.get("a")).toBe(0);
    await store.saveStudent("a", 0, tensors);
    expect((await store.usage()).perStudy.get("a")).toBe(8);
  });

  it("is recognised when the request itself says so", async () => {
    const store = await opened();
    const put = IDBObjectStore.prototype.put;
    freeDisk = () => {
      IDBObjectStore.prototype.put = put;
    };
    IDBObjectStore.prototype.put = () => {
      throw new DOMException("no room", "QuotaExceededError");
    };
    await expect(store.saveStudy(studyCalled("a"))).rejects.toThrow(/storage is full.*study "a"$/);
    expect(await store.write("t:1", new ArrayBuffer(1))).toBe(false);
  });
});

describe("a connection that is lost", () => {
  it("is opened again when the browser ended it", async () => {
    const store = await opened();
    await store.saveStudy(studyCalled("a"));
    const raw = unwrap(await openDB(name));
    for (const connection of connectionsBeside(raw)) forceCloseDatabase(connection as never);
    raw.close();
    expect(await store.study("a")).toMatchObject({ id: "a" });
    await store.saveTrial("a", trialWith({}, { id: 0 }));
    expect((await store.study("a"))?.trials).toHaveLength(1);
  });

  it("is opened again in the middle of work, which is repeated", async () => {
    const connection = connect(name);
    const raw = unwrap(await connection.run(async (database) => database));
    let attempts = 0;
    const written = await connection.run(async (database) => {
      const transaction = database.transaction("assets", "readwrite");
      await transaction.store.put([], "f");
      if (++attempts === 1) forceCloseDatabase(raw as never);
      await transaction.done;
      return database.get("assets", "f");
    });
    expect(written).toEqual([]);
    expect(attempts).toBe(2);
    connection.close();
  });

  it("is not opened again for a failure of another kind", async () => {
    const connection = connect(name);
    let attempts = 0;
    const failing = connection.run(async () => {
      attempts++;
      throw new DOMException("full", "QuotaExceededError");
    });
    await expect(failing).rejects.toThrow("full");
    expect(attempts).toBe(1);
    connection.close();
  });

  it("makes way for a newer version in another tab, and says so here", async () => {
    const store = await opened();
    await store.saveStudy(studyCalled("a"));
    const newer = await openDB(name, schemaVersion + 1);
    const refused = store.study("a");
    await expect(refused).rejects.toThrow(Refused);
    await expect(refused).rejects.toThrow(/newer version.*reload/);
    expect(await store.read("t:1")).toBeUndefined();
    expect(await store.write("t:1", new ArrayBuffer(1))).toBe(false);
    newer.close();
  });

  it("makes way when everything is deleted, and begins anew", async () => {
    const store = await opened();
    await store.saveStudy(studyCalled("a"));
    await deleteDB(name);
    expect(await store.studies()).toEqual([]);
    await store.saveStudy(studyCalled("b"));
    expect(await store.study("b")).toBeDefined();
  });
});

describe("opening", () => {
  it("is refused while another tab holds an older version, and works once that tab is closed", async () => {
    const request = indexedDB.open(name, schemaVersion);
    // A frozen tab: it does not hear "versionchange".
    const frozen = await new Promise<IDBDatabase>((resolve) => {
      request.onsuccess = () => resolve(request.result);
    });
    const newer = connect(name, schemaVersion + 1);
    await expect(newer.run(async (database) => database.version)).rejects.toThrow(/older version.*another tab: close that tab/);
    frozen.close();
    expect(await newer.run(async (database) => database.version)).toBe(schemaVersion + 1);
    newer.close();
    expect(connectionsBeside(unwrap(await openDB(name)))).toEqual([]);
  });

  it("is Unsupported where the browser keeps nothing", async () => {
    const kept = Object.getOwnPropertyDescriptor(globalThis, "indexedDB");
    Reflect.deleteProperty(globalThis, "indexedDB");
    try {
      await expect(openStore(name)).rejects.toThrow(Unsupported);
    } finally {
      if (kept) Object.defineProperty(globalThis, "indexedDB", kept);
    }
  });

  it("is Unsupported where the browser forbids it", async () => {
    const kept = indexedDB.open;
    indexedDB.open = () => {
      throw new DOMException("not in private windows", "SecurityError");
    };
    try {
      await expect(openStore(name)).rejects.toThrow(/private window\?\): not in private windows$/);
    } finally {
      indexedDB.open = kept;
    }
  });
});
