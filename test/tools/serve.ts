/** `npm start [-- --mirror URL]`: serves the built page on this machine; the page may read models from the mirrors, too. */
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { preview, type Connect, type PreviewServer } from "vite";
import { headersWith } from "./headers.ts";

const repository = resolve(import.meta.dirname, "..", "..");
const usualPort = 4173;

export interface ServeOptions {
  /** The built page. */
  readonly root?: string;
  /** The next free one is taken where it is in use. */
  readonly port?: number;
  /** Folder below the address, as on a project page: "/autodistill/". */
  readonly base?: string;
  /** Origins of hubs that the page may read from besides the usual one. */
  readonly mirrors?: readonly string[];
  /** Answers before the files do. */
  readonly middleware?: Connect.NextHandleFunction;
}

export interface RunningServer {
  /** Where the page is, with a slash at the end. */
  readonly url: string;
  close(): Promise<void>;
}

/** Serves a built page with the headers it wants. @throws Error where nothing is built */
export async function startServer(options: ServeOptions = {}): Promise<RunningServer> {
  const { root = join(repository, "dist"), port = usualPort, base = "/", mirrors = [], middleware } = options;
  if (!existsSync(join(root, "index.html"))) throw new Error(`nothing is built, run "npm run build" first: no index.html in ${root}`);
  const server = await preview({
    // The page's own configuration is about building; serving needs none of it.
    configFile: false,
    root: repository,
    base,
    // A missing file is missing: no page in its place.
    appType: "mpa",
    logLevel: "error",
    plugins: [
      {
        name: "middleware",
        configurePreviewServer(server) {
          if (middleware !== undefined) server.middlewares.use(middleware);
        },
      },
    ],
    build: { outDir: resolve(root) },
    preview: { port, strictPort: false, host: "localhost", headers: headersWith(mirrors), open: false },
  });
  const url = server.resolvedUrls?.local[0];
  if (url === undefined) throw new Error(`the server has no address on port ${port}`);
  return { url, close: () => closeServer(server) };
}

async function closeServer(server: PreviewServer): Promise<void> {
  // Browsers keep connections open; without this the server would wait for them.
  if ("closeAllConnections" in server.httpServer) server.httpServer.closeAllConnections();
  await server.close();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    const { values } = parseArgs({ options: { mirror: { type: "string", multiple: true, default: [] } } });
    const { url } = await startServer({ mirrors: values.mirror.map((address) => new URL(address).origin) });
    process.stdout.write(`AutoDistill Web is at ${url} (Ctrl-C stops it)\n`);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
