/** Every kernel on WebGPU (a software adapter), held to the cases that Node holds it to on cpu and wasm. */
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { build, preview, type InlineConfig, type PreviewServer } from "vite";
import type { Page } from "playwright-core";
import { launch, type LaunchedBrowser } from "../tools/browser.ts";
import { kernelCases } from "../suites/kernel-cases.ts";
import type {} from "./kernel-page/main.ts";

let server: PreviewServer;
let browser: LaunchedBrowser;
let page: Page;

beforeAll(async () => {
  const config: InlineConfig = {
    configFile: false,
    root: join(import.meta.dirname, "kernel-page"),
    logLevel: "warn",
    build: { target: "es2023", outDir: join(tmpdir(), "autodistill-kernels"), emptyOutDir: true, chunkSizeWarningLimit: 2000 },
  };
  await build(config);
  server = await preview({ ...config, preview: { port: 0, host: "127.0.0.1" } });
  browser = await launch({ webgpu: true });
  page = await browser.context.newPage();
  await page.goto(server.resolvedUrls?.local[0] ?? server.resolvedUrls?.network[0] ?? "");
  await page.waitForFunction(() => globalThis.kernels !== undefined);
  expect(await page.evaluate(() => globalThis.kernels?.open("webgpu"))).toMatch(/swiftshader/i);
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

describe("on WebGPU", () => {
  const names = [...kernelCases].flatMap(([kernel, cases]) => cases.map(({ title }) => `${kernel}: ${title}`));

  it.each(names)("%s", async (name) => {
    expect(await page.evaluate((wanted) => globalThis.kernels?.run(wanted), name)).toEqual([]);
  });
});
