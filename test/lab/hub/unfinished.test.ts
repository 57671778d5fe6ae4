/** What is left of downloads that broke off, from a hub on this machine. */
import { afterEach, expect, it } from "vitest";
import { unfinishedDownloads } from "../../../src/lab/hub/unfinished.ts";
import { createMemoryStore } from "../../../src/store/memory.ts";
import { createExclusive, createTestLab } from "../../suites/lab-ports.ts";
import { commitOf, wholeModel } from "../../tools/hub/models.ts";
import { startHub, type HubServer } from "../../tools/hub/server.ts";

const id = "owner/whole";
const model = wholeModel(id);
const about = ["config.json", "vocab.txt"].reduce((sum, name) => sum + (model.files.get(name)?.length ?? 0), 0);

const hubs: HubServer[] = [];
afterEach(async () => {
  for (const hub of hubs.splice(0)) await hub.close();
});

/** Two tabs of one browser. */
async function begin() {
  const hub = await startHub({ [id]: model });
  hubs.push(hub);
  const [store, exclusive] = [createMemoryStore(), createExclusive()];
  const tab = () => createTestLab({}, store, 100, (address, options) => fetch(address, options), exclusive).lab;
  return { hub, first: tab(), second: tab() };
}

it("is listed with its size once the connection is given up, and removed", async () => {
  const { hub, first } = await begin();
  expect(await first.unfinishedDownloads()).toEqual([]);
  Object.assign(hub.faults, { cuts: 1, cutAfterBytes: 2000 });
  const fetching = first.importHubTeacher(id, hub.endpoint);
  for (let seen = 0; hub.faults.cuts > 0; ) seen = (await first.snapshot(seen, 50)).revision;
  hub.faults.busy = 100;
  await expect(fetching).rejects.toThrow("2000 bytes have come and are kept");
  const [left, ...more] = await first.unfinishedDownloads();
  expect(more).toEqual([]);
  expect(left).toMatchObject({ name: `${id}@${commitOf(id)}, 3 files`, sizeBytes: about + 2000 });

  await first.removeUnfinished(left?.files ?? []);
  expect(await first.unfinishedDownloads()).toEqual([]);
  Object.assign(hub.faults, { busy: 0 });
  hub.requests.length = 0;
  await first.importHubTeacher(id, hub.endpoint);
  expect(hub.requests.filter((line) => line.includes("bytes="))).toEqual([]);
  expect(await first.unfinishedDownloads()).toEqual([]);
});

it("stays under a download that goes on, also in another tab", async () => {
  const { hub, first, second } = await begin();
  Object.assign(hub.faults, { cuts: 1, cutAfterBytes: 2000 });
  const fetching = first.importHubTeacher(id, hub.endpoint);
  for (let seen = 0; hub.faults.cuts > 0; ) seen = (await first.snapshot(seen, 50)).revision;
  const [left] = await second.unfinishedDownloads();
  expect(left?.sizeBytes).toBeGreaterThan(0);
  for (const lab of [first, second]) await expect(lab.removeUnfinished(left?.files ?? [])).rejects.toThrow("something is being fetched, here or in another tab");
  await expect(second.importHubTeacher(id, hub.endpoint)).rejects.toThrow("one teacher, text or task is fetched at a time, in all tabs together");
  await fetching;
  expect(hub.requests.at(-1)).toMatch(/bytes=2000-$/);
  // The way is free again.
  await first.removeUnfinished([]);
});

it("is named as a person knows it", () => {
  const head = { version: "x", parts: 1, receivedBytes: 10 };
  const commit = "a".repeat(40);
  const addresses = [
    `https://huggingface.co/bert-base-uncased/resolve/${commit}/config.json`,
    `https://mirror.example/hf/datasets/owner/books/resolve/${commit}/data/train.txt`,
    `https://mirror.example/hf/datasets/owner/books/resolve/${commit}/data/more.txt`,
    `https://other.example/datasets/owner/books/resolve/${commit}/data/train.txt`,
    "https://example.org/a.txt?b=c",
  ];
  expect(unfinishedDownloads(new Map(addresses.map((address) => [address, head])))).toEqual([
    { name: `bert-base-uncased@${commit}/config.json`, files: [addresses[0]], sizeBytes: 10 },
    { name: `datasets/owner/books@${commit}, 2 files`, files: [addresses[1], addresses[2]], sizeBytes: 20 },
    { name: `datasets/owner/books@${commit}/data/train.txt`, files: [addresses[3]], sizeBytes: 10 },
    { name: addresses[4], files: [addresses[4]], sizeBytes: 10 },
  ]);
});
