/** A teacher from a hub on this machine, in the built page: its policy, its storage, a connection that breaks. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { findChromium } from "../tools/browser.ts";
import { commitOf, wholeModel } from "../tools/hub/models.ts";
import { startHub } from "../tools/hub/server.ts";
import { fetchTeacher } from "../tools/study/fetch-teacher.ts";
import { openSession } from "../tools/study/session.ts";

const chromium = findChromium({ install: false });
const profile = mkdtempSync(join(tmpdir(), "autodistill-hub-"));
afterAll(() => rmSync(profile, { recursive: true, force: true, maxRetries: 5 }));
const name = "owner/small-bert";

it.skipIf(chromium === null)("a teacher from a hub survives two cuts, and needs no network the second time", async () => {
  const hub = await startHub({ [name]: wholeModel(name) });
  const { endpoint } = hub;
  const complaints: string[] = [];
  const open = (allowed: string) => openSession({ backend: "auto", profile, endpoint: allowed, onPageError: (message) => complaints.push(message) });
  try {
    Object.assign(hub.faults, { cuts: 2, cutAfterBytes: 1500 });
    const first = await open(endpoint);
    const lines: string[] = [];
    const reference = await fetchTeacher(first.lab, { name, endpoint }, (line) => lines.push(line)).finally(first.close);
    expect(reference.summary).toMatchObject({ name: `${name}@${commitOf(name)}`, modelType: "bert", targets: ["mlm", "nsp"] });
    expect(lines.at(-1)).toMatch(/teaches MLM and NSP$/);
    expect(hub.requests.filter((line) => line.includes("/cdn/") && line.startsWith("GET")).map((line) => line.split(" ")[2])).toEqual([
      undefined, "bytes=1500-", "bytes=3000-",
    ]);
    await hub.close();

    const second = await open(endpoint);
    expect(await second.lab.importHubTeacher(name, endpoint).finally(second.close)).toEqual(reference);
    // A host that does not name the mirror in its policy keeps the page from it.
    const third = await open("http://127.0.0.1:9");
    await expect(third.lab.importHubTeacher("owner/other", endpoint).finally(third.close)).rejects.toThrow("Content-Security-Policy");
    expect(complaints).toEqual([]);
  } finally {
    await hub.close();
  }
});
