/** The page in a browser, with everything it takes to get it there, ended together. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import type { Requirements } from "../../../src/study/requirements.ts";
import { findChromium, launch, type LaunchedBrowser } from "../browser.ts";
import { startServer } from "../serve.ts";
import { createHandover, type Handover } from "./handover.ts";
import { LabError, openLab, type PageLab } from "./page.ts";

/** Browsers keep storage by address, and a free port is another one each time: the page gets a name of its own. */
const host = "autodistill.localhost";

export interface Session {
  readonly page: Page;
  readonly lab: PageLab;
  readonly handover: Handover;
  /** Rejects when the page or the browser is gone. */
  readonly lost: Promise<never>;
  close(): Promise<void>;
}

export interface SessionOptions {
  readonly backend: Requirements["target"]["backend"];
  /** Browser profile to keep; otherwise nothing is kept. */
  readonly profile?: string;
  /** Origins besides the usual hub that the page is to read from. */
  readonly mirrors?: readonly string[];
  /** The built page; this repository's by default. */
  readonly root?: string;
  readonly onPageError: (message: string) => void;
}

const hasWebGpu = (page: Page) =>
  page.evaluate(async () => "gpu" in navigator && (await navigator.gpu.requestAdapter()) !== null);

/** On a real GPU where there is one; a wish for WebGPU is otherwise met by the software adapter. */
async function openPage(url: string, backend: SessionOptions["backend"], launchWith: (webgpu: boolean) => Promise<LaunchedBrowser>) {
  const browser = await launchWith(false);
  const page = await browser.context.newPage();
  await page.goto(url);
  if (backend !== "webgpu" || (await hasWebGpu(page))) return { browser, page };
  await browser.close();
  const software = await launchWith(true);
  return { browser: software, page: await software.context.newPage() };
}

function whenLost(page: Page): Promise<never> {
  const lost = new Promise<never>((_, reject) => {
    page.on("crash", () => reject(new LabError("the page crashed")));
    page.on("close", () => reject(new LabError("the page was closed")));
  });
  // Looked at only while something waits for the page.
  lost.catch(() => undefined);
  return lost;
}

/** No session can be had: nothing is built, no browser is there, it does not start. */
export class NoSession extends Error {
  override readonly name = "NoSession";
}

/** @throws NoSession · LabError when the page does not start */
export async function openSession({ backend, profile, mirrors = [], root, onPageError }: SessionOptions): Promise<Session> {
  const closers: (() => unknown)[] = [];
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    const executablePath = findChromium();
    // It has said what to do.
    if (executablePath === null) throw new NoSession("");
    const handover = createHandover();
    const server = await startServer({ middleware: handover.middleware, ...(root !== undefined && { root }), mirrors });
    closers.push(server.close);
    const temporary = profile === undefined ? mkdtempSync(join(tmpdir(), "autodistill-")) : undefined;
    const forget = () => {
      if (temporary !== undefined) rmSync(temporary, { recursive: true, force: true, maxRetries: 5 });
    };
    closers.push(forget);
    const url = `http://${host}/`;
    const { browser, page } = await openPage(url, backend, (webgpu) =>
      launch({
        executablePath,
        webgpu,
        userDataDir: profile ?? temporary ?? "",
        args: [`--host-resolver-rules=MAP ${host} ${new URL(server.url).host}`],
        ownSignals: true,
        serviceWorkers: "block",
      }),
    );
    closers.push(browser.close);
    // A process that is ended at once closes nothing. Playwright, which was first to listen, has killed the browser then.
    process.once("exit", forget);
    closers.push(() => process.off("exit", forget));
    page.on("pageerror", ({ message }) => onPageError(message));
    return { page, lab: await openLab(page, url), handover, lost: whenLost(page), close };
  } catch (error) {
    await close();
    if (error instanceof LabError || error instanceof NoSession) throw error;
    // Playwright's messages go on for pages.
    throw new NoSession((error instanceof Error ? error.message : String(error)).split("\n")[0], { cause: error });
  }
}
