/** Finds a Chromium, or gets one, and starts it. */
import { execFileSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { chromium, type BrowserContext } from "playwright-core";

const names = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome", "microsoft-edge", "msedge"];

/** Where installers put browsers that are not on the PATH. */
function usualPlaces(platform: NodeJS.Platform, environment: NodeJS.ProcessEnv): string[] {
  if (platform === "darwin") {
    const applications = ["Google Chrome", "Chromium", "Microsoft Edge"].map((name) => `${name}.app/Contents/MacOS/${name}`);
    return ["/Applications", join(environment.HOME ?? "", "Applications")].flatMap((folder) =>
      applications.map((application) => join(folder, application)),
    );
  }
  if (platform === "win32") {
    const folders = [environment.PROGRAMFILES, environment["PROGRAMFILES(X86)"], environment.LOCALAPPDATA];
    return folders
      .flatMap((folder) => folder ?? [])
      .flatMap((folder) => [
        join(folder, "Google", "Chrome", "Application", "chrome.exe"),
        join(folder, "Chromium", "Application", "chrome.exe"),
        join(folder, "Microsoft", "Edge", "Application", "msedge.exe"),
      ]);
  }
  return ["/snap/bin/chromium", "/opt/google/chrome/chrome", "/usr/lib/chromium/chromium", "/usr/lib64/chromium-browser/chromium-browser"];
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function onPath(platform: NodeJS.Platform, environment: NodeJS.ProcessEnv): string[] {
  const suffix = platform === "win32" ? ".exe" : "";
  const folders = (environment.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  return names.flatMap((name) => folders.map((folder) => join(folder, name + suffix)));
}

function playwrightsOwn(): string[] {
  try {
    return [chromium.executablePath()];
  } catch {
    // Playwright knows no build for this platform.
    return [];
  }
}

const isRoot = () => process.getuid?.() === 0;

/** As root on Debian and Ubuntu, where a container has no browser but may install one. */
function installByApt(): boolean {
  if (!isRoot() || !existsSync("/usr/bin/apt-get")) return false;
  process.stderr.write("no Chromium found, installing one: apt-get install chromium\n");
  const quiet = { stdio: "ignore", env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } } as const;
  try {
    execFileSync("/usr/bin/apt-get", ["update"], quiet);
    execFileSync("/usr/bin/apt-get", ["install", "-y", "chromium"], quiet);
    return true;
  } catch {
    return false;
  }
}

export interface FindOptions {
  readonly platform?: NodeJS.Platform;
  readonly environment?: NodeJS.ProcessEnv;
  /** Whether to install a browser where there is none and we may. */
  readonly install?: boolean;
}

/**
 * A Chromium-family browser: CHROME_PATH, then the PATH and the usual places, then Playwright's download, then apt.
 * @returns its executable, or null after one line on standard error that says what to do
 */
export function findChromium({ platform = process.platform, environment = process.env, install = true }: FindOptions = {}): string | null {
  const wanted = environment.CHROME_PATH;
  if (wanted !== undefined && wanted !== "") {
    if (isExecutable(wanted)) return wanted;
    process.stderr.write(`CHROME_PATH is not a program: ${wanted}\n`);
    return null;
  }
  const find = () =>
    [...onPath(platform, environment), ...usualPlaces(platform, environment), ...playwrightsOwn()].find(isExecutable) ?? null;
  const found = find() ?? (install && installByApt() ? find() : null);
  if (found === null) {
    process.stderr.write("no Chromium found: install Chrome or Chromium, or set CHROME_PATH to one, or run `npx playwright-core install chromium`\n");
  }
  return found;
}

const quietFlags = [
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
  "--disable-quic",
];
/**
 * WebGPU on a machine without a GPU. The software adapter compiles the zeroing of workgroup memory by Vulkan's extension
 * number by number, which takes seconds a pipeline; without the extension, Dawn zeroes it by a loop of its own.
 */
const webgpuFlags = [
  "--enable-unsafe-webgpu",
  "--use-webgpu-adapter=swiftshader",
  "--enable-features=Vulkan",
  "--disable-dawn-features=use_vulkan_zero_initialize_workgroup_memory_extension",
];

export interface LaunchOptions {
  /** WebGPU on the software adapter; without it a headless browser has no WebGPU. */
  readonly webgpu?: boolean;
  /** Keeps what pages store (IndexedDB) from one launch to the next; otherwise everything is forgotten. */
  readonly userDataDir?: string;
  readonly executablePath?: string;
  /** More flags. */
  readonly args?: readonly string[];
  /** The caller decides what SIGINT, SIGTERM and SIGHUP mean; otherwise they end the browser. */
  readonly ownSignals?: boolean;
  /** Whether pages may start service workers, which answer from their cache. */
  readonly serviceWorkers?: "allow" | "block";
}

/** A running browser: a context to open pages in. `close` ends the browser and everything it started. */
export interface LaunchedBrowser {
  readonly context: BrowserContext;
  readonly executablePath: string;
  close(): Promise<void>;
}

/** Starts a headless Chromium. @throws Error where none is found */
export async function launch(options: LaunchOptions = {}): Promise<LaunchedBrowser> {
  const { webgpu = false, userDataDir, args = [], ownSignals = false, serviceWorkers = "allow" } = options;
  const executablePath = options.executablePath ?? findChromium();
  if (executablePath === null) throw new Error("no Chromium to run");
  const browserOptions = {
    executablePath,
    headless: true,
    // Chromium refuses to run its sandbox as root, which containers are.
    args: [...(isRoot() ? ["--no-sandbox"] : []), ...quietFlags, ...(webgpu ? webgpuFlags : []), ...args],
    handleSIGINT: !ownSignals,
    handleSIGTERM: !ownSignals,
    handleSIGHUP: !ownSignals,
  };
  if (userDataDir !== undefined) {
    const context = await chromium.launchPersistentContext(userDataDir, { ...browserOptions, serviceWorkers });
    return { context, executablePath, close: () => context.close() };
  }
  const browser = await chromium.launch(browserOptions);
  return { context: await browser.newContext({ serviceWorkers }), executablePath, close: () => browser.close() };
}
