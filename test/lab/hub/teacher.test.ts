/** Teachers by name, from a hub on this machine. */
import { afterEach, describe, expect, it } from "vitest";
import type { Lab, TeacherReference } from "../../../src/lab/port.ts";
import { createMemoryStore } from "../../../src/store/memory.ts";
import { createTestLab } from "../../suites/lab-ports.ts";
import { commitOf, pickledModel, splitModel, wholeModel } from "../../tools/hub/models.ts";
import { startHub, type HubServer } from "../../tools/hub/server.ts";

const whole = "owner/whole";
const models = { [whole]: wholeModel(whole), "owner/split": splitModel("owner/split"), "owner/pickled": pickledModel("owner/pickled") };
const weightBytes = models[whole]?.files.get("model.safetensors")?.length ?? 0;

const hubs: HubServer[] = [];
afterEach(async () => {
  for (const hub of hubs.splice(0)) await hub.close();
});

async function begin(store = createMemoryStore()) {
  const hub = await startHub(models);
  hubs.push(hub);
  const { lab } = createTestLab({}, store, 100, (address, options) => fetch(address, options));
  return { hub, lab, store, teacher: (name: string) => lab.importHubTeacher(name, hub.endpoint) };
}
const weightRequests = ({ requests }: HubServer) => requests.filter((line) => line.includes("/cdn/") && line.includes("model.safetensors"));

async function expectWhole(lab: Lab, { summary, fingerprint }: TeacherReference): Promise<void> {
  expect(summary.name).toBe(`${whole}@${commitOf(whole)}`);
  expect(await lab.imports()).toMatchObject([{ fingerprint, kind: "teacher", name: summary.name, hub: { id: whole, commit: commitOf(whole) } }]);
}

describe("a teacher from a hub", () => {
  it("is pinned to a commit, fetched file by file, kept with its size, and removed", async () => {
    const { hub, lab, store, teacher } = await begin();
    const reference = await teacher(whole);
    await expectWhole(lab, reference);
    const names = (await store.asset(reference.fingerprint))?.map(({ name }) => name);
    expect(names).toEqual(["config.json", "vocab.txt", "model.safetensors"]);
    expect(hub.requests[0]).toBe(`GET /api/models/${whole}/revision/main`);
    expect(hub.requests.slice(1).every((line) => line.includes(`/resolve/${commitOf(whole)}/`))).toBe(true);
    const [kept] = await lab.imports();
    expect(kept?.sizeBytes).toBeGreaterThan(weightBytes);
    // The pieces went when the whole was kept.
    expect(await store.download(`${hub.endpoint}/${whole}/resolve/${commitOf(whole)}/model.safetensors`)).toBeUndefined();

    await lab.removeImport(reference.fingerprint);
    expect(await lab.imports()).toEqual([]);
    expect(await store.asset(reference.fingerprint)).toBeUndefined();
  });

  it("is there without a network the second time, by branch and by commit", async () => {
    const { hub, lab, teacher } = await begin();
    const first = await teacher(whole);
    const fetched = hub.requests.length;
    expect(await teacher(whole)).toEqual(first);
    expect(hub.requests.length).toBe(fetched + 1); // what is main now?
    expect(await teacher(`${whole}@${commitOf(whole)}`)).toEqual(first);
    expect(hub.requests.length).toBe(fetched + 1); // a commit never changes
    await hub.close();
    expect(await teacher(whole)).toEqual(first);
    await expect(teacher("owner/split")).rejects.toThrow("cannot be reached");
    await expectWhole(lab, first);
  });

  it("goes on by range where the connection was cut, twice", async () => {
    const { hub, lab, teacher } = await begin();
    Object.assign(hub.faults, { cuts: 2, cutAfterBytes: 1500 });
    await expectWhole(lab, await teacher(whole));
    expect(weightRequests(hub).map((line) => line.split(" ")[2])).toEqual([undefined, "bytes=1500-", "bytes=3000-"]);
  });

  it("keeps what has come when it is given up, and goes on from there in another lab", async () => {
    const store = createMemoryStore();
    const first = await begin(store);
    Object.assign(first.hub.faults, { cuts: 1000, cutAfterBytes: 0 });
    await expect(first.teacher(whole)).rejects.toThrow(/connection broke while model\.safetensors was fetched: 0 bytes/);
    Object.assign(first.hub.faults, { cuts: 1, cutAfterBytes: 2000, busy: 0 });
    first.hub.requests.length = 0;
    const { lab } = createTestLab({}, store, 100, (address, options) => {
      if (options.headers?.["Range"] !== undefined) throw new TypeError("the network went away");
      return fetch(address, options);
    });
    await expect(lab.importHubTeacher(whole, first.hub.endpoint)).rejects.toThrow("2000 bytes have come and are kept");
    await expectWhole(first.lab, await first.teacher(whole));
    expect(weightRequests(first.hub).at(-1)).toMatch(/bytes=2000-$/);
  });

  it("begins a file again when its ETag has changed, or the server knows no ranges", async () => {
    for (const fault of ["changesTags", "ignoresRanges"] as const) {
      const { hub, lab, teacher } = await begin();
      Object.assign(hub.faults, { cuts: 1, cutAfterBytes: 1500, [fault]: true });
      await expectWhole(lab, await teacher(whole));
    }
  });

  it("waits for a busy server", async () => {
    const { hub, lab, teacher } = await begin();
    const reference = teacher(whole);
    hub.faults.busy = 0;
    await expectWhole(lab, await reference);
    hub.faults.busy = 1;
    await expect(teacher("owner/split")).rejects.toThrow("HTTP 503; try again later");
  });

  it.each([
    [{ extraBytes: 3 }, /config\.json has another size than the hub lists/],
    [{ corrupts: true }, /model\.safetensors is not what the hub lists: its hash should be [0-9a-f]{64}/],
  ])("is refused when its bytes are not those listed: %j", async (faults, message) => {
    const { hub, lab, store, teacher } = await begin();
    Object.assign(hub.faults, faults);
    await expect(teacher(whole)).rejects.toThrow(message);
    expect(await lab.imports()).toEqual([]);
    expect(await store.download(`${hub.endpoint}/${whole}/resolve/${commitOf(whole)}/model.safetensors`)).toBeUndefined();
    Object.assign(hub.faults, { extraBytes: 0, corrupts: false });
    await expectWhole(lab, await teacher(whole));
  });

  it("is read from a mirror that lists names only", async () => {
    const { hub, lab, teacher } = await begin();
    Object.assign(hub.faults, { listsNamesOnly: true, cuts: 1, cutAfterBytes: 1500 });
    await expectWhole(lab, await teacher(`${whole}@v1`));
  });

  it("may have its weights in parts", async () => {
    const { lab, store, teacher } = await begin();
    const { fingerprint } = await teacher("owner/split");
    expect((await store.asset(fingerprint))?.filter(({ name }) => name.endsWith(".safetensors"))).toHaveLength(2);
    expect(await lab.imports()).toHaveLength(1);
  });

  it("tells how far it is, and can be cancelled", async () => {
    const { hub, lab, teacher } = await begin();
    Object.assign(hub.faults, { cuts: 1, cutAfterBytes: 1500 });
    const seen: (number | undefined)[] = [];
    let reference: Promise<unknown> | null = teacher(whole).finally(() => (reference = null));
    for (let at = 0; reference !== null; ) {
      const snapshot = await lab.snapshot(at, 50);
      at = snapshot.revision;
      if (snapshot.fetching) seen.push(snapshot.fetching.receivedBytes);
    }
    expect(seen.length).toBeGreaterThan(2);
    expect(seen).toEqual(seen.toSorted((a = 0, b = 0) => a - b));
    expect((await lab.snapshot(-1, 0)).fetching).toBeNull();

    const cancelled = teacher("owner/split");
    await expect(teacher("owner/pickled")).rejects.toThrow("one teacher, text or task is fetched at a time");
    await lab.cancelFetching();
    await expect(cancelled).rejects.toThrow("no longer fetched");
  });

  it.each([
    ["no name", "owner/name has spaces", 'owner/name@revision, got "owner/name has spaces"'],
    ["a path", "../../api/whoami", "owner/name@revision"],
    ["a model that is not there", "owner/nothing", 'no public model "owner/nothing@main"'],
    ["a revision that is not there", `${whole}@v9`, 'no such revision on the hub: "v9"'],
    ["weights that could run code", "owner/pickled", /only as pytorch_model\.bin.*save_pretrained/],
  ])("is refused in words: %s", async (_, name, message) => {
    const { lab, teacher } = await begin();
    await expect(teacher(name)).rejects.toThrow(message);
    expect(await lab.imports()).toEqual([]);
  });

  it("is asked for only at an address of a server", async () => {
    const { lab } = await begin();
    await expect(lab.importHubTeacher(whole, "file:///etc")).rejects.toThrow('got "file:///etc"');
  });
});
