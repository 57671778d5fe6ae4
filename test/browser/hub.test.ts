/** A teacher and a text from a hub on this machine, in the built page: its policy, its storage, a connection that breaks. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { findChromium } from "../tools/browser.ts";
import { commitOf, wholeModel } from "../tools/hub/models.ts";
import { startHub } from "../tools/hub/server.ts";
import { parquetOf, zstdPage, zstdTexts } from "../tools/parquet.ts";
import { fetchTeacher, fetchText } from "../tools/study/fetching.ts";
import { openSession } from "../tools/study/session.ts";

const chromium = findChromium({ install: false });
const profile = mkdtempSync(join(tmpdir(), "autodistill-hub-"));
afterAll(() => rmSync(profile, { recursive: true, force: true, maxRetries: 5 }));
const name = "owner/small-bert";
const dataset = "datasets/owner/cats";
const cats = parquetOf([{ name: "text", data: zstdTexts, encoding: "PLAIN" }], { codec: "ZSTD", page: zstdPage });

it.skipIf(chromium === null)("a teacher and a text from a hub survive cuts, and need no network the second time", async () => {
  const hub = await startHub({ [name]: wholeModel(name), [dataset]: { commit: commitOf(dataset), files: new Map([["train.parquet", cats]]) } });
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
    const text = await fetchText(first.lab, { address, endpoint }, "", say).finally(first.close);
    expect(lines.at(-1)).toBe(`text ${dataset}@${commitOf(dataset)}/train.parquet: 3 documents, 6 sentences`);
    await hub.close();

    const second = await open(endpoint);
    expect(await second.lab.importHubTeacher(name, endpoint)).toEqual(reference);
    expect(await second.lab.importRemoteText(address, "", endpoint).finally(second.close)).toEqual(text);
    // A host that does not name the mirror in its policy keeps the page from it.
    const third = await open("http://127.0.0.1:9");
    await expect(third.lab.importHubTeacher("owner/other", endpoint).finally(third.close)).rejects.toThrow("Content-Security-Policy");
    expect(complaints).toEqual([]);
  } finally {
    await hub.close();
  }
});
