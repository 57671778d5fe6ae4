/** Opens a page of a folder beside this file, bundled, in a browser of its own. */
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { build, preview, type InlineConfig } from "vite";
import { launch } from "../tools/browser.ts";

export interface BundledPage {
  readonly page: Page;
  close(): Promise<void>;
}

/**
 * @param folder with an `index.html`
 * @param webgpu whether the browser has WebGPU, on the software adapter
 * @param headers that the page is served with
 */
export async function openBundledPage(folder: string, { webgpu = true, headers = {} } = {}): Promise<BundledPage> {
  const config: InlineConfig = {
    configFile: false,
    root: join(import.meta.dirname, folder),
    logLevel: "warn",
    worker: { format: "es" },
    build: { target: "es2023", outDir: join(tmpdir(), `autodistill-${folder}`), emptyOutDir: true, chunkSizeWarningLimit: 2000 },
  };
  await build(config);
  const server = await preview({ ...config, preview: { port: 0, host: "127.0.0.1", headers } });
  const browser = await launch({ webgpu });
  const page = await browser.context.newPage();
  await page.goto(server.resolvedUrls?.local[0] ?? server.resolvedUrls?.network[0] ?? "");
  return {
    page,
    async close() {
      await browser.close();
      await server.close();
    },
  };
}
