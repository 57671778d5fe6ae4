/** Fine-tuning on WebGPU: captured like all other steps, and with the same losses as on WebAssembly. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findChromium } from "../tools/browser.ts";
import { startBackend } from "../tools/node-backend.ts";
import { lossAfterOneEpoch, type ToyTask } from "../suites/toy-tasks.ts";
import { type BundledPage, openBundledPage } from "./bundled-page.ts";
import type {} from "./fine-tuning-page/main.ts";

let bundled: BundledPage;

describe.skipIf(findChromium({ install: false }) === null)("fine-tuning on WebGPU", () => {
  beforeAll(async () => {
    bundled = await openBundledPage("fine-tuning-page");
    await bundled.page.waitForFunction(() => globalThis.fineTuning !== undefined);
    await bundled.page.evaluate(() => globalThis.fineTuning?.open());
    await startBackend("wasm");
  });
  afterAll(async () => {
    await bundled?.close();
  });

  it.each<ToyTask>(["sst2", "stsb", "squad"])("is captured, and learns as on WebAssembly: %s", async (task) => {
    const theirs = await bundled.page.evaluate((wanted) => globalThis.fineTuning?.run(wanted), task);
    // A step that could not be captured would have been warned of.
    expect(theirs?.warnings).toEqual([]);
    expect(theirs?.loss).toBeCloseTo(await lossAfterOneEpoch(task), 3);
  });
});
