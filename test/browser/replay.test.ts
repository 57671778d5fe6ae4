/** The same study and seed lead to the same suggestions here and in a browser, to the last bit. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Page } from "playwright-core";
import { baselines } from "../../src/search/baselines/index.ts";
import { explain, suggest } from "../../src/search/index.ts";
import { propose } from "../../src/search/propose.ts";
import { randomChooser, runStudy } from "../search/stand-in.ts";
import { mixedSearch } from "../suites/mixed-search.ts";
import { type BundledPage, openBundledPage } from "./bundled-page.ts";
import type {} from "./replay-page/main.ts";

let bundled: BundledPage;
let page: Page;

beforeAll(async () => {
  bundled = await openBundledPage("replay-page", { webgpu: false });
  ({ page } = bundled);
  await page.waitForFunction(() => globalThis.replay !== undefined);
});
afterAll(async () => {
  await bundled?.close();
});

describe("in Chromium", () => {
  it("a study leads to the same suggestions, and to the same explanation of them", async () => {
    const study = runStudy(randomChooser, 16, 2);
    const theirs = await page.evaluate(
      (given) => ({ next: globalThis.replay?.suggest(given, 3, 7), why: globalThis.replay?.explain(given, 7) }),
      study,
    );
    expect(theirs).toEqual({ next: suggest(study, 3, 7), why: explain(study, 7) });
  });

  it.each([
    ["ours", propose, 14],
    ["nsga2", baselines.nsga2, 50],
  ] as const)("a search over axes of every kind goes the same way: %s", async (name, searcher, trials) => {
    const theirs = await page.evaluate(
      ([wanted, count]) => globalThis.replay?.mixedSearch(wanted, count, 5),
      [name, trials] as const,
    );
    expect(theirs).toEqual(mixedSearch(searcher, trials, 5));
  });
});
