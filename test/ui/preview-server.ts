import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build, preview } from "vite";

export interface PreviewServer {
  /** Of a scene of preview.tsx and a hash. */
  readonly addressOf: (scene: string, hash: string) => string;
  readonly close: () => Promise<void>;
}

/** Builds the page with its lab in memory and serves it under the real headers. */
export async function startPreview(): Promise<PreviewServer> {
  const configFile = join(import.meta.dirname, "preview.config.ts");
  // Of its own: two at once would empty each other's.
  const outDir = mkdtempSync(join(tmpdir(), "autodistill-preview-"));
  await build({ configFile, logLevel: "warn", build: { outDir, emptyOutDir: true } });
  const server = await preview({ configFile, logLevel: "warn", build: { outDir }, preview: { port: 0, host: "127.0.0.1" } });
  const base = server.resolvedUrls?.local[0] ?? server.resolvedUrls?.network[0];
  if (base === undefined) throw new Error("the preview server has no address");
  const close = () => server.close().finally(() => rmSync(outDir, { recursive: true, force: true }));
  return { addressOf: (scene, hash) => `${base}preview.html?scene=${scene}${hash}`, close };
}
