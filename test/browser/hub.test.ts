/** A teacher, a text and a task from a hub on this machine, in the built page: its policy, its storage, a connection that breaks. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { findChromium } from "../tools/browser.ts";
import { commitOf, wholeModel } from "../tools/hub/models.ts";
import { startHub } from "../tools/hub/server.ts";
import { filmsParquet, parquetOf, zstdPage, zstdTexts } from "../tools/parquet.ts";
import { fetchTask, fetchTeacher, fetchText } from "../tools/study/fetching.ts";
import { openSession } from "../tools/study/session.ts";

const chromium = findChromium({ install: false });
const profile = mkdtempSync(join(tmpdir(), "autodistill-hub-"));
afterAll(() => rmSync(profile, { recursive: true, force: true, maxRetries: 5 }));
const name = "owner/small-bert";
const dataset = "datasets/owner/cats";
const films = filmsParquet((i) => i % 2, true);
const cats = parquetOf([{ name: "text", data: zstdTexts, encoding: "PLAIN" }], { codec: "ZSTD", page: zstdPage });

it.skipIf(chromium === null)("a teacher, a text and a task from a hub survive cuts, and need no network the second time", async () => {
  const hub = await startHub({ [name]: wholeModel(name), [dataset]: { commit: commitOf(dataset), files: new Map([["train.parquet", cats], ["sst2/train-00000-of-00001.parquet", films]]) } });
  const { endpoint } = hub;
  const complaints: string[] = [];
  const open = (allowed: string) => openSession({ backend: "auto", profile, mirrors: [allowed], onPageError: (message) => complaints.push(message) });
  try {
    Object.assign(hub.faults, { cuts: 2, cutAfterBytes: 1500 });
    const first = await open(endpoint);
    const lines: string[] = [];
    const say = (line: string) => void lines.push(line);
    const reference = await fetchTeacher(first.lab, { name, endpoint }, say);
    expect(reference.summary).toMatchObject({ name: `${name}@${commitOf(name)}`, modelType: "bert", targets: ["mlm", "nsp"] });
    expect(lines.at(-1)).toMatch(/teaches MLM and NSP$/);
    expect(hub.requests.filter((line) => line.includes("/cdn/") && line.startsWith("GET")).map((line) => line.split(" ")[2])).toEqual([
      undefined, "bytes=1500-", "bytes=3000-",
    ]);
    const address = `hub:${dataset}/train.parquet`;
    const text = await fetchText(first.lab, { address, endpoint }, "", say);
    expect(lines.at(-1)).toBe(`text ${dataset}@${commitOf(dataset)}/train.parquet: 3 documents, 6 sentences`);
    // Of a long Parquet file in parts, also where one is cut.
    Object.assign(hub.faults, { cuts: 2, cutAfterBytes: 1500 });
    const before = hub.sentBytes;
    const folder = { address: `hub:${dataset}/sst2`, endpoint };
    const task = await fetchTask(first.lab, folder, null, say).finally(first.close);
    expect(task).toMatchObject({ task: "sst2", training: 400, labels: ["negative", "positive"] });
    expect(films.length).toBeGreaterThan(1e6);
    expect(hub.sentBytes - before).toBeLessThan(50_000);
    await hub.close();

    const second = await open(endpoint);
    expect(await second.lab.importHubTeacher(name, endpoint)).toEqual(reference);
    expect(await second.lab.importRemoteText(address, "", endpoint)).toEqual(text);
    expect(await second.lab.importRemoteTask(folder.address, null, endpoint).finally(second.close)).toEqual(task);
    // A host that does not name the mirror in its policy keeps the page from it.
    const third = await open("http://127.0.0.1:9");
    await expect(third.lab.importHubTeacher("owner/other", endpoint).finally(third.close)).rejects.toThrow("Content-Security-Policy");
    expect(complaints).toEqual([]);
  } finally {
    await hub.close();
  }
});
