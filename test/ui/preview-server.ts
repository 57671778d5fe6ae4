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
  await build({ configFile, logLevel: "warn" });
  const server = await preview({ configFile, logLevel: "warn", preview: { port: 0, host: "127.0.0.1" } });
  const base = server.resolvedUrls?.local[0] ?? server.resolvedUrls?.network[0];
  if (base === undefined) throw new Error("the preview server has no address");
  return { addressOf: (scene, hash) => `${base}preview.html?scene=${scene}${hash}`, close: () => server.close() };
}
