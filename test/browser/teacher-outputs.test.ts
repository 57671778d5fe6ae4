/** The teacher's outputs on a real browser's disk: whatever happens to them, the student is the same. */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { StudyId } from "../../src/study/study.ts";
import { toyRequirements } from "../suites/toy.ts";
import { launch, type LaunchedBrowser } from "../tools/browser.ts";
import { type RunningServer, startServer } from "../tools/serve.ts";
import { openLab, type PageLab } from "../tools/study/page.ts";
import { until } from "./page-lab.ts";

let server: RunningServer;
let browser: LaunchedBrowser;
let page: Page;
let lab: PageLab;

beforeAll(async () => {
  server = await startServer();
  browser = await launch();
  page = await browser.context.newPage();
  lab = await openLab(page, server.url);
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

/** The first trial's curve, and what the page said meanwhile. */
async function firstTrial(id: StudyId) {
  await lab.run(id);
  const { run } = await until(lab, (snapshot) => snapshot.run === null || snapshot.run.trialId === 1);
  await lab.stop();
  return { curve: (await lab.study(id)).trials[0]?.curve, notes: run?.notes };
}

/** Names and sizes of the files of outputs. @param damage flips a bit in the middle of each */
const files = (damage: boolean) =>
  page.evaluate(async (flip) => {
    const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle("autodistill outputs");
    const found: (readonly [string, number])[] = [];
    for await (const [name, handle] of folder.entries()) {
      if (!(handle instanceof FileSystemFileHandle)) continue;
      const file = await handle.getFile();
      found.push([name, file.size] as const);
      if (!flip) continue;
      const middle = Math.floor(file.size / 2);
      const [byte = 0] = new Uint8Array(await file.slice(middle, middle + 1).arrayBuffer());
      const writable = await handle.createWritable({ keepExistingData: true });
      await writable.write({ type: "write", position: middle, data: Uint8Array.of(byte ^ 1) });
      await writable.close();
    }
    return found;
  }, damage);

describe("a teacher's outputs", () => {
  it("lie in one file, and a damaged one is computed again", async () => {
    const id = await lab.create(toyRequirements);
    const first = await firstTrial(id);
    expect(first.curve?.length).toBeGreaterThan(50);
    const [file, ...others] = await files(true);
    expect(others).toEqual([]);
    const { usedBytes, limitBytes } = await lab.outputs();
    expect([usedBytes, file?.[1]]).toEqual([file?.[1], usedBytes]);
    expect(usedBytes).toBeGreaterThan(1e6);
    expect(usedBytes).toBeLessThan(limitBytes);

    const copy = await lab.duplicate(id);
    expect(await firstTrial(copy)).toEqual({ curve: first.curve, notes: [] });
    // One entry was written a second time.
    const [again] = await files(false);
    expect(again?.[1]).toBeGreaterThan(usedBytes);
    expect(again?.[1]).toBeLessThan(1.1 * usedBytes);

    await lab.limitOutputs(0);
    expect(await files(false)).toEqual([]);
    const live = await firstTrial(await lab.duplicate(id));
    expect(live).toEqual({ curve: first.curve, notes: [expect.stringMatching(/runs again in every trial.*0 MB/)] });

    await lab.limitOutputs(usedBytes);
    const last = await lab.duplicate(id);
    await firstTrial(last);
    expect(await files(false)).toHaveLength(1);
    for (const { id: each } of await lab.studies()) await lab.remove(each);
    expect(await files(false)).toEqual([]);
  });
});
