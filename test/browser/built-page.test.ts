/** What is built is a static page: from any folder, within its policy, offline once it says so. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Lab } from "../../src/lab/port.ts";
import type { Study } from "../../src/study/study.ts";
import { launch, type LaunchedBrowser } from "../tools/browser.ts";
import { type RunningServer, startServer } from "../tools/serve.ts";
import { encodeShare } from "../../src/formats/share-link.ts";
import { fakeStudy } from "../suites/fake-study.ts";
import { openLab } from "../tools/study/page.ts";
import { complaintsOf } from "../ui/page-checks.ts";

const dist = join(import.meta.dirname, "../../dist");
let server: RunningServer;
let browser: LaunchedBrowser;

beforeAll(async () => {
  server = await startServer({ base: "/a/folder/" });
  browser = await launch();
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

describe("the built page", () => {
  it("has its workers as chunks", () => {
    const names = readdirSync(join(dist, "assets"));
    for (const worker of ["lab", "search", "distill", "wasm-thread"]) {
      expect(names.filter((name) => new RegExp(`^${worker}-[\\w-]+\\.js$`).test(name))).toHaveLength(1);
    }
  });

  it("starts with little: all that its HTML names, compressed", () => {
    const html = readFileSync(join(dist, "index.html"), "utf8");
    const named = [...new Set(html.match(/assets\/[\w.-]+\.(?:js|css)/g))];
    expect(named.length).toBeGreaterThan(1);
    const bytes = ["index.html", ...named].map((name) => gzipSync(readFileSync(join(dist, name)), { level: 9 }).length);
    expect(bytes.reduce((sum, each) => sum + each, 0)).toBeLessThan(53_500);
  });

  it("works from a folder, without complaints, and loads no tfjs before it is used", async () => {
    const page = await browser.context.newPage();
    const complaints = complaintsOf(page);
    const fetched: string[] = [];
    page.on("request", (request) => fetched.push(new URL(request.url()).pathname));
    const lab = await openLab(page, server.url);
    await page.getByRole("button", { name: /start the built-in study/i }).waitFor();
    const { teacher, corpus } = await lab.builtin();
    expect(teacher).toMatchObject({ modelType: "bert", targets: ["mlm", "nsp"] });
    expect(corpus.sizeBytes).toBeGreaterThan(1e6);
    expect(fetched.every((path) => path.startsWith("/a/folder/"))).toBe(true);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it("fetches the code of a view when it is opened", async () => {
    const page = await browser.context.newPage();
    const fetched: string[] = [];
    page.on("request", (request) => fetched.push(new URL(request.url()).pathname));
    const views = () => fetched.filter((path) => /-view-[\w-]+\.js$/.test(path)).map((path) => /(\w+)-view/.exec(path)?.[1]);
    await page.goto(server.url);
    await page.getByRole("button", { name: /start the built-in study/i }).waitFor();
    expect(views()).toEqual([]);
    await page.getByRole("link", { name: "Studies" }).click();
    await page.getByRole("heading", { name: "Studies", exact: true }).waitFor();
    expect(views()).toEqual(["studies"]);
    await page.close();
  });

  it("shows a shared link without a worker and without downloads, until the person leaves it", async () => {
    const { context, close } = await launch();
    const page = await context.newPage();
    const fetched: string[] = [];
    context.on("request", (request) => fetched.push(new URL(request.url()).pathname));
    await page.goto(server.url + (await encodeShare(fakeStudy())).fragment);
    await page.getByText("A shared study, read only").waitFor();
    // Time for what should not happen.
    await page.waitForTimeout(1000);
    expect(page.workers()).toEqual([]);
    expect(context.serviceWorkers()).toEqual([]);
    expect(await page.evaluate(async () => [await indexedDB.databases(), await caches.keys(), localStorage.length])).toEqual([[], [], 0]);
    expect(fetched.filter((path) => !/^\/a\/folder\/($|icon\.svg$|manifest\.|assets\/(?!lab-|search-|distill-|dist-)[\w-]+\.(js|css)$)/.test(path))).toEqual([]);

    // Asked what the search has learned, it hires the search alone, and ends it with the answer.
    const hired: string[] = [];
    page.on("worker", (worker) => hired.push(/(\w+)-[\w-]+\.js$/.exec(worker.url())?.[1] ?? worker.url()));
    await page.getByText("What the search has learned").click();
    await page.getByText("What it would try next").waitFor();
    expect(hired).toEqual(["search"]);
    await expect.poll(() => page.workers()).toEqual([]);

    await page.getByRole("link", { name: "Studies" }).click();
    await page.getByRole("heading", { name: "No studies yet" }).waitFor();
    expect(page.workers().map((worker) => new URL(worker.url()).pathname)).toContainEqual(expect.stringMatching(/\/lab-[\w-]+\.js$/));
    await close();
  });
});

/** Goes to every view, and opens what only some of them fetch. */
async function visitAll(page: Page, study: Study): Promise<void> {
  const goTo = async (hash: string, heading: string) => {
    await page.evaluate((next) => void (location.hash = next), hash);
    await page.getByRole("heading", { level: 1, name: heading, exact: true }).waitFor();
  };
  await goTo("#/benchmark", "Benchmark");
  await goTo("#/studies", "Studies");
  await goTo("#/run", "Run");
  await goTo("#/setup", "Find the language model that fits this device");
  await page.getByText("Downstream tasks", { exact: true }).click();
  await page.getByLabel("Pick a task's files", { exact: true }).waitFor({ state: "attached" });
  await goTo(`#/results/${study.id}`, study.name);
  await page.getByRole("button", { name: "Share" }).click();
  await page.getByRole("dialog").getByText(/characters:/).waitFor();
  await page.keyboard.press("Escape");
  // The lab's worker was there before the page was kept; here it hires another one.
  await page.getByText("What the search has learned").click();
  await page.getByText("What it would try next").waitFor();
}

describe("a page that says it is ready to work offline", () => {
  const study = fakeStudy();
  let host: RunningServer;
  let page: Page;
  let complaints: string[];
  let isUpdated = false;

  beforeAll(async () => {
    host = await startServer({
      base: "/b/",
      // Names are hashes of contents: an update takes the files away that an open page was built with.
      middleware: ({ url = "" }, response, next) => {
        if (!isUpdated) next();
        else if (url.endsWith("/sw.js")) response.setHeader("Content-Type", "text/javascript").end(`${readFileSync(join(dist, "sw.js"), "utf8")}\n// newer`);
        else response.writeHead(404).end();
      },
    });
    page = await browser.context.newPage();
    complaints = complaintsOf(page);
    await page.goto(host.url);
    await page.getByText("Ready to work offline").waitFor();
  });
  afterAll(async () => {
    await page?.close();
    await host?.close();
  });

  it("keeps its own files when it is updated, and says so", async () => {
    isUpdated = true;
    await page.evaluate(async () => void (await (await navigator.serviceWorker.ready).update()));
    await page.getByText("A newer version is here").waitFor();
    await page.getByRole("link", { name: "Studies" }).click();
    await page.getByRole("heading", { name: "No studies yet" }).waitFor();
    expect(complaints).toEqual([]);
  });

  it("opens every view when its server is gone, also after a reload", async () => {
    await host.close();
    await page.evaluate(async (given) => void (await (globalThis.autodistill as Lab).importStudy(given)), study);
    await visitAll(page, study);
    await page.reload();
    await visitAll(page, study);
    await page.goto(host.url + (await encodeShare(study)).fragment);
    await page.getByText("A shared study, read only").waitFor();
    expect(complaints).toEqual([]);
  });
});

describe("a page that is not kept", () => {
  it("says what to do when the code of a view does not come, and opens it with its styles when it does", async () => {
    let isGone = false;
    const host = await startServer({ base: "/c/", middleware: (_, response, next) => (isGone ? void response.writeHead(404).end() : next()) });
    const { context, close } = await launch({ serviceWorkers: "block" });
    const page = await context.newPage();
    await page.goto(host.url);
    await page.getByRole("button", { name: /start the built-in study/i }).waitFor();
    isGone = true;
    await page.getByRole("link", { name: "Benchmark" }).click();
    const failure = page.getByText("The code of this view did not come");
    await failure.waitFor();
    isGone = false;
    const styles = page.waitForResponse((response) => /benchmark-[\w-]+\.css$/.test(response.url()));
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByRole("heading", { name: "Benchmark", exact: true }).waitFor();
    expect((await styles).ok()).toBe(true);

    isGone = true;
    await page.getByRole("link", { name: "Studies" }).click();
    await failure.waitFor();
    isGone = false;
    await page.evaluate(() => void dispatchEvent(new Event("online")));
    await page.getByRole("heading", { name: "No studies yet" }).waitFor();
    await close();
    await host.close();
  });
});
