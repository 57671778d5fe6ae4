/** Headless Chromium with WebGPU on the software adapter. A page a session; all share one GPU process. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "vite";
import { launch } from "../../../tools/browser.ts";
import { startServer } from "../../../tools/serve.ts";
import type { openSession, Session } from "../session.ts";
import type { Realm } from "./realm.ts";

/** What the page keeps in its global scope. */
interface BenchPage {
  openSession: typeof openSession;
  session: Session;
}

/** Builds the bench's page and starts a browser. */
export async function openChromium(): Promise<Realm> {
  const folder = mkdtempSync(join(tmpdir(), "autodistill-bench-"));
  await build({
    configFile: false,
    root: join(import.meta.dirname, "..", "page"),
    base: "./",
    logLevel: "error",
    build: { target: "es2023", outDir: folder, emptyOutDir: true, chunkSizeWarningLimit: 4000 },
  });
  const server = await startServer({ root: folder });
  const browser = await launch({ webgpu: true });
  return {
    // Functions given to `evaluate` name nothing inside: tsx would add a helper.
    async open(order) {
      const page = await browser.context.newPage();
      await page.goto(server.url);
      await page.waitForFunction(() => "openSession" in globalThis);
      await page.evaluate(async (given) => {
        const bench = globalThis as unknown as BenchPage; // set by the page
        bench.session = await bench.openSession(given);
      }, order);
      return {
        run: (budgetMs) => page.evaluate((ms) => (globalThis as unknown as BenchPage).session.run(ms), budgetMs),
        read: () => page.evaluate(() => (globalThis as unknown as BenchPage).session.read()),
        close: () => page.close(),
      };
    },
    async close() {
      await browser.close();
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
