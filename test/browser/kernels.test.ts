/** Every kernel on WebGPU (a software adapter), held to the cases that Node holds it to on cpu and wasm. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Page } from "playwright-core";
import { kernelCases } from "../suites/kernel-cases.ts";
import { type BundledPage, openBundledPage } from "./bundled-page.ts";
import type {} from "./kernel-page/main.ts";

let bundled: BundledPage;
let page: Page;

beforeAll(async () => {
  bundled = await openBundledPage("kernel-page");
  ({ page } = bundled);
  await page.waitForFunction(() => globalThis.kernels !== undefined);
  expect(await page.evaluate(() => globalThis.kernels?.open("webgpu"))).toMatch(/swiftshader/i);
});
afterAll(async () => {
  await bundled?.close();
});

describe("on WebGPU", () => {
  const names = [...kernelCases].flatMap(([kernel, cases]) => cases.map(({ title }) => `${kernel}: ${title}`));

  it.each(names)("%s", async (name) => {
    expect(await page.evaluate((wanted) => globalThis.kernels?.run(wanted), name)).toEqual([]);
  });

  it.each([
    ["linear: of an input that others read", 2],
    ["linear-no-norm: of a sum whose parts others read", 1],
    ["attention: no multiple of a tile", 1],
  ])("%s: %d sums of gradients are made by products", async (name, sums) => {
    expect(await page.evaluate((wanted) => globalThis.kernels?.saved(wanted), name)).toBe(sums);
  });
});
