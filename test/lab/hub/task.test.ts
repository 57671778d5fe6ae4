/** Downstream tasks by the names of their folders, from a hub on this machine. */
import { afterEach, expect, it } from "vitest";
import { createMemoryStore } from "../../../src/store/memory.ts";
import { createTestLab } from "../../suites/lab-ports.ts";
import { commitOf } from "../../tools/hub/models.ts";
import { startHub, type HubServer } from "../../tools/hub/server.ts";
import { filmsParquet } from "../../tools/parquet.ts";

const id = "datasets/owner/glue";
const commit = commitOf(id);
const train = filmsParquet((i) => i % 2, true);
const files = new Map<string, Uint8Array>([
  ["README.md", new TextEncoder().encode("# GLUE")],
  ["sst2/test-00000-of-00001.parquet", filmsParquet(() => -1)],
  ["sst2/train-00000-of-00001.parquet", train],
  ["sst2/validation-00000-of-00001.parquet", filmsParquet((i) => (i + 1) % 2)],
  ["cola/train.tsv", new TextEncoder().encode("gj04\t1\t\tThey go.\ngj04\t0\t*\tThem go.")],
]);

const hubs: HubServer[] = [];
afterEach(async () => {
  for (const hub of hubs.splice(0)) await hub.close();
});
async function begin() {
  const hub = await startHub({ [id]: { commit, revisions: ["v1"], files } });
  hubs.push(hub);
  const store = createMemoryStore();
  const { lab } = createTestLab({}, store, 100, (address, options) => fetch(address, options));
  return { hub, lab, store, task: (name: string, wanted: "sst2" | "rte" | null = null) => lab.importRemoteTask(name, wanted, hub.endpoint) };
}

it("is fetched from its folder, of Parquet its columns alone, and kept with its origin", async () => {
  const { hub, lab, task } = await begin();
  const name = `SST-2, ${id}@${commit}/sst2`;
  expect(await task(`hub:${id}@v1/sst2`)).toMatchObject({ task: "sst2", name, training: 400, development: 400, labels: ["negative", "positive"] });
  const fetched = hub.requests.filter((line) => line.startsWith("GET /cdn/"));
  expect(fetched.some((line) => line.includes("test-"))).toBe(false);
  // The mark, the footer, two columns; the development examples are a small file, and come whole.
  expect(fetched.filter((line) => line.includes("train-"))).toHaveLength(4);
  expect(train.length).toBeGreaterThan(1e6);
  expect(hub.sentBytes).toBeLessThan(60_000);
  expect(await lab.imports()).toMatchObject([{ kind: "task", name, hub: { id, revision: "v1", commit, endpoint: hub.endpoint, task: { path: "sst2", kind: "sst2" } } }]);
});

it("is there without a network the second time, and the same as from its files", async () => {
  const { hub, lab, task } = await begin();
  const first = await task(`hub:${id}/sst2`);
  expect(await task(`${hub.endpoint}/${id}/tree/main/sst2`)).toEqual(first);
  await hub.close();
  expect(await task(`hub:${id}@${commit}/sst2`)).toEqual(first);
  expect(await task(`hub:${id}/sst2`, "sst2")).toEqual(first);
  await expect(task(`hub:${id}/sst2`, "rte")).rejects.toThrow("cannot be reached");
  const picked = [...files].filter(([name]) => name.startsWith("sst2/")).map(([name, bytes]) => ({ name, content: new Blob([bytes.slice()]) }));
  expect((await lab.importTask(picked, null)).fingerprint).toBe(first.fingerprint);
});

it("may be of any layout, and a file by its address", async () => {
  const { hub, task } = await begin();
  expect(await task(`hub:${id}/cola`)).toMatchObject({ task: "cola", training: 2, development: 0 });
  const address = `${hub.endpoint}/cdn/${id}/resolve/main/sst2/train-00000-of-00001.parquet`;
  expect(await task(address)).toMatchObject({ task: "sst2", name: `SST-2, ${address}`, training: 400, development: 0 });
});

it.each([
  ["hub:datasets/owner/glue/rte", 'the data set "datasets/owner/glue" has no folder or file "rte", out of'],
  ["hub:datasets/owner/nothing/sst2", 'no public data set "datasets/owner/nothing@main"'],
  [`hub:${id}/sst2/test-00000-of-00001.parquet`, 'test-00000-of-00001.parquet: row 1, "label": the label should be one of "negative, positive", got "-1"'],
])("is refused in words: %s", async (name, message) => {
  const { lab, task } = await begin();
  await expect(task(name)).rejects.toThrow(message);
  expect(await lab.imports()).toEqual([]);
});

it("goes on where the connection was cut", async () => {
  const { hub, task } = await begin();
  Object.assign(hub.faults, { cuts: 3, cutAfterBytes: 2000 });
  expect(await task(`hub:${id}/sst2`)).toMatchObject({ training: 400, development: 400 });
  expect(hub.faults.cuts).toBe(0);
});
