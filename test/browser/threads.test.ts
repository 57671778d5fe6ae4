/** WebAssembly on several threads, under the policy that the page is served with. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { serverHeaders } from "../tools/headers.ts";
import { type BundledPage, openBundledPage } from "./bundled-page.ts";
import type {} from "./threads-page/main.ts";
import type { Order } from "./threads-page/worker.ts";

let bundled: BundledPage;

beforeAll(async () => {
  bundled = await openBundledPage("threads-page", { webgpu: false, headers: serverHeaders });
  await bundled.page.waitForFunction(() => globalThis.trainOn !== undefined);
});
afterAll(async () => {
  await bundled?.close();
});

const train = (order: Order) => bundled.page.evaluate((given) => globalThis.trainOn?.(given), order);

it("trains on two threads to the bits of one", async () => {
  const one = await train({ processors: 2, whole: true });
  const two = await train({ processors: 4, whole: true });
  expect(one).toMatchObject({ threads: 1, reason: "WebAssembly with 1 thread, as asked for" });
  expect(two).toMatchObject({ threads: 2, reason: "WebAssembly with 2 threads, as asked for" });
  expect(one?.losses).toHaveLength(8);
  expect(two?.losses).toEqual(one?.losses);
});

it("takes one thread where more do not start", async () => {
  expect(await train({ processors: 4, whole: false })).toMatchObject({ threads: 1, reason: "WebAssembly with 1 thread, as asked for" });
});
