/** Whatever dies in the middle of a trial, the study goes on and finds what an undisturbed one finds. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launch, type LaunchedBrowser } from "../tools/browser.ts";
import { type RunningServer, startServer } from "../tools/serve.ts";
import { openLab } from "../tools/study/page.ts";
import { timelessTrials, toyRequirements } from "../suites/toy.ts";
import { checkpointInTrial, killDistiller, runToEnd, until } from "./page-lab.ts";

let server: RunningServer;
let folder = "";
let browser: LaunchedBrowser;
let undisturbed: ReturnType<typeof timelessTrials>;

/** Steps of the trial's middle: ten for each layer of transfer, forty of distillation. */
const middle = 15;

beforeAll(async () => {
  server = await startServer();
  folder = mkdtempSync(join(tmpdir(), "autodistill-resume-"));
  browser = await launch({ userDataDir: join(folder, "profile") });
  const lab = await openLab(await browser.context.newPage(), server.url);
  undisturbed = timelessTrials(await runToEnd(lab, await lab.create(toyRequirements)));
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

describe("a study", () => {
  it("has a baseline and its candidates, all measured", () => {
    expect(undisturbed.map(({ role, state }) => [role, state])).toEqual([
      ["baseline", "complete"],
      ["candidate", "complete"],
      ["candidate", "complete"],
    ]);
    for (const { curve, metrics } of undisturbed) {
      expect(curve.length).toBeGreaterThan(5);
      expect(metrics.mlmAccuracy?.value).toBeGreaterThan(0);
    }
  });

  it("survives the death of the distilling worker, a reload, and the death of the browser", async () => {
    const page = await browser.context.newPage();
    const lab = await openLab(page, server.url);
    const id = await lab.create(toyRequirements);
    await lab.run(id);
    await checkpointInTrial(lab, 0, middle);
    await killDistiller(page);
    const { run } = await until(lab, (snapshot) => (snapshot.run?.notes.length ?? 0) > 0 || snapshot.run === null);
    expect(run?.notes.join()).toMatch(/killed by the test.*going on from the checkpoint/);

    await checkpointInTrial(lab, 1, middle);
    const reloaded = await openLab(page, server.url);
    const summary = (await reloaded.studies()).find((study) => study.id === id);
    expect(summary).toMatchObject({ state: "unfinished" });
    await reloaded.run(id);

    await checkpointInTrial(reloaded, 2, middle);
    await browser.close();
    browser = await launch({ userDataDir: join(folder, "profile") });
    const again = await openLab(await browser.context.newPage(), server.url);
    expect(timelessTrials(await runToEnd(again, id))).toEqual(undisturbed);
  });
});
