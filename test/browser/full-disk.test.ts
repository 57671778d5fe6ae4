/** A disk that fills up in the middle of a study, as a real browser tells it. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CDPSession, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Lab } from "../../src/lab/port.ts";
import { timelessTrials, toyRequirements } from "../suites/toy.ts";
import { launch, type LaunchedBrowser } from "../tools/browser.ts";
import { type RunningServer, startServer } from "../tools/serve.ts";
import { openLab } from "../tools/study/page.ts";
import { runToEnd, until } from "./page-lab.ts";

let server: RunningServer;
let folder = "";
let browser: LaunchedBrowser;

/** Steps of the trial's middle: ten each for one or two layers of transfer, forty of distillation. */
const middle = 15;

// On the disk: what a context without a profile stores in memory, Chromium holds to no quota.
const start = () => launch({ userDataDir: join(folder, "profile"), serviceWorkers: "block" });

beforeAll(async () => {
  server = await startServer();
  folder = mkdtempSync(join(tmpdir(), "autodistill-full-disk-"));
  browser = await start();
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

/**
 * Leaves the page no room. Less than it uses now, for that is no fixed number: Chromium packs what lies there when it
 * likes. @returns gives the room back
 */
async function fillDisk(session: CDPSession): Promise<() => Promise<unknown>> {
  const { origin } = new URL(server.url);
  await session.send("Storage.overrideQuotaForOrigin", { origin, quotaSize: 1 });
  return () => session.send("Storage.overrideQuotaForOrigin", { origin });
}

/** Names and sizes of a student's files, as the page would export them. */
const exported = (page: Page, study: string, trial: number) =>
  page.evaluate(
    async ([id, number]) => {
      const files = await (globalThis.autodistill as Lab).exportStudent(id, number);
      return files.map(({ name, bytes }) => [name, bytes.length] as const);
    },
    [study, trial] as const,
  );

describe("a study on a disk that fills up", () => {
  it("stops with clear words, loses nothing, and goes on once there is room", async () => {
    const before = await openLab(await browser.context.newPage(), server.url);
    const id = await before.create({ ...toyRequirements, budget: { kind: "trials", trials: 1 } });
    await before.run(id);
    await until(before, ({ run }) => run?.trialId === 1 && (run.progress?.step ?? 0) >= middle);
    await before.stop();
    const kept = await before.study(id);
    // Chromium believes for half a minute in the room it found, unless it starts anew.
    await browser.close();
    browser = await start();
    const page = await browser.context.newPage();
    const makeRoom = await fillDisk(await browser.context.newCDPSession(page));

    const lab = await openLab(page, server.url);
    await lab.run(id);
    const { failure } = await until(lab, (snapshot) => snapshot.failure !== null);
    await lab.stop();
    expect(failure).toMatch(/^the browser's storage is full: delete a study or free space on the disk, then go on; nothing saved so far/);
    await page.getByRole("navigation").getByRole("link", { name: /^Run/ }).click();
    await page.getByText("The study stopped before its end").waitFor();
    await page.getByText(failure ?? "").waitFor();

    const full = await lab.study(id);
    expect(full.trials.map(({ state }) => state)).toEqual(["complete", "running"]);
    expect(full.trials[0]).toEqual(kept.trials[0]);
    expect(full.trials[1]).toMatchObject({ architecture: kept.trials[1]?.architecture, curve: kept.trials[1]?.curve });
    const files = await exported(page, id, 0);
    expect(new Map(files).get("model.safetensors")).toBeGreaterThan(100_000);
    expect((await lab.studies()).map(({ id: each, state }) => [each, state])).toEqual([[id, "unfinished"]]);
    expect(await lab.damaged()).toEqual([]);

    await makeRoom();
    const ended = await runToEnd(lab, id);
    expect(ended.trials.map(({ state }) => state)).toEqual(["complete", "complete"]);
    expect(ended.trials[0]).toEqual(kept.trials[0]);
    // On from the checkpoint: no step is told twice, and none is missing.
    const [, cut] = timelessTrials(kept);
    const [, whole] = timelessTrials(ended);
    expect(whole?.curve.slice(0, cut?.curve.length)).toEqual(cut?.curve);
    expect(whole?.curve.map(({ step }) => step)).toEqual(whole?.curve.map((_, index) => index));
    expect(await exported(page, id, 0)).toEqual(files);
  });
});
