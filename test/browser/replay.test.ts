/** The same study and seed lead to the same suggestions here and in a browser, to the last bit. */
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { build, preview, type InlineConfig, type PreviewServer } from "vite";
import type { Page } from "playwright-core";
import { baselines } from "../../src/search/baselines/index.ts";
import { explain, suggest } from "../../src/search/index.ts";
import { propose } from "../../src/search/propose.ts";
import { randomChooser, runStudy } from "../search/stand-in.ts";
import { mixedSearch } from "../suites/mixed-search.ts";
import { launch, type LaunchedBrowser } from "../tools/browser.ts";
import type {} from "./replay-page/main.ts";

let server: PreviewServer;
let browser: LaunchedBrowser;
let page: Page;

beforeAll(async () => {
  const config: InlineConfig = {
    configFile: false,
    root: join(import.meta.dirname, "replay-page"),
    logLevel: "warn",
    build: { target: "es2023", outDir: join(tmpdir(), "autodistill-replay"), emptyOutDir: true },
  };
  await build(config);
  server = await preview({ ...config, preview: { port: 0, host: "127.0.0.1" } });
  browser = await launch();
  page = await browser.context.newPage();
  await page.goto(server.resolvedUrls?.local[0] ?? server.resolvedUrls?.network[0] ?? "");
  await page.waitForFunction(() => globalThis.replay !== undefined);
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
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
