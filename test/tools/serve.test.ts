import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { serverHeaders } from "./headers.ts";
import { startServer, type RunningServer } from "./serve.ts";

let root = "";
const running: RunningServer[] = [];

/** On a port of its own: `fetch` keeps connections to closed servers for a moment. */
async function start(options: Parameters<typeof startServer>[0] = {}) {
  const server = await startServer({ root, port: 0, ...options });
  running.push(server);
  return server;
}

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "autodistill-serve-"));
  writeFileSync(join(root, "index.html"), "<!doctype html><title>page</title>");
  writeFileSync(join(root, "data.bin"), new Uint8Array([0, 1, 255]));
});
afterEach(async () => {
  for (const server of running.splice(0)) await server.close();
});
afterAll(() => rmSync(root, { recursive: true }));

describe("startServer", () => {
  it("serves the page and its files with the headers it wants", async () => {
    const { url } = await start();
    const page = await fetch(url);
    expect(await page.text()).toContain("<title>page</title>");
    for (const [name, value] of Object.entries(serverHeaders)) expect(page.headers.get(name)).toBe(value);
    const bytes = new Uint8Array(await (await fetch(new URL("data.bin", url))).arrayBuffer());
    expect([...bytes]).toEqual([0, 1, 255]);
  });

  it("does not answer for files that are not there", async () => {
    const { url } = await start();
    expect((await fetch(new URL("builtin/missing.json", url))).status).toBe(404);
  });

  it("works below a sub-folder", async () => {
    const { url } = await start({ base: "/below/here/" });
    expect(new URL(url).pathname).toBe("/below/here/");
    expect((await fetch(new URL("data.bin", url))).status).toBe(200);
  });

  it("takes another port where one is in use, and gives it back", async () => {
    const first = await start();
    const second = await start({ port: Number(new URL(first.url).port) });
    expect(new URL(second.url).port).not.toBe(new URL(first.url).port);
    await first.close();
    await expect(fetch(first.url)).rejects.toThrow();
  });

  it("says that nothing is built", async () => {
    await expect(startServer({ root: join(root, "nowhere") })).rejects.toThrow(/npm run build.*nowhere/);
  });
});
