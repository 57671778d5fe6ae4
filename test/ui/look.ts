/**
 * Takes pictures of the page at several widths in light and dark, under its real headers, and fails on violations of
 * accessibility, of the content security policy, or on errors: `npx tsx test/ui/look.ts <folder for pictures> [scene…]`.
 */
import { join } from "node:path";
import type { Page } from "playwright-core";
import { launch } from "../tools/browser.ts";
import { complaintsOf, violationsOf } from "./page-checks.ts";
import { startPreview } from "./preview-server.ts";

interface Look {
  readonly name: string;
  readonly scene: string;
  readonly hash: string;
  readonly act?: (page: Page) => Promise<unknown>;
}

const openAll = (page: Page) => page.evaluate(() => document.querySelectorAll("details").forEach((details) => (details.open = true)));
const settle = (ms: number) => (page: Page) => page.waitForTimeout(ms);

const looks: readonly Look[] = [
  { name: "setup", scene: "empty", hash: "#/setup" },
  { name: "setup-open", scene: "empty", hash: "#/setup", act: openAll },
  {
    name: "setup-task",
    scene: "empty",
    hash: "#/setup",
    act: async (page) => {
      await page.getByText("Downstream tasks", { exact: true }).click();
      const content = "sentence\tlabel\na fine film\t1\na bad film\t0\n";
      await page.getByLabel("Pick a task's files", { exact: true }).setInputFiles({ name: "sst2-train.tsv", mimeType: "text/plain", buffer: Buffer.from(content) });
      await page.getByText(/examples to train on/).waitFor();
      // The draft outlives the page: an objective once is an objective at every width.
      const aim = page.getByRole("button", { name: "Make the score on SST-2 an objective" });
      if (await aim.isVisible()) await aim.click();
    },
  },
  { name: "run-empty", scene: "empty", hash: "#/run" },
  { name: "run", scene: "running", hash: "#/run", act: settle(4500) },
  { name: "run-failed", scene: "failed", hash: "#/run", act: settle(1600) },
  { name: "results", scene: "finished", hash: "#/results/builtin-1/5" },
  {
    name: "results-learned",
    scene: "finished",
    hash: "#/results/builtin-1/5",
    act: async (page) => {
      await page.getByText("What the search has learned").click();
      await page.getByText("Why this one").click();
      await page.getByText("How far to trust it").waitFor();
      await page.getByText(/Its chance of joining/).waitFor();
    },
  },
  { name: "results-tasks", scene: "tasks", hash: "#/results/builtin-1/2" },
  {
    name: "results-push",
    scene: "tasks",
    hash: "#/results/builtin-1/2",
    act: async (page) => {
      const tuned = page.getByRole("region", { name: "Save the student, fine-tuned" });
      await tuned.getByText("Push it to the Hugging Face Hub").click();
      await tuned.getByLabel("Repository").fill("me/student-sst2");
      await tuned.getByLabel("Access token").fill("hf_secret");
      await tuned.getByRole("button", { name: "Push to the hub" }).click();
      await tuned.getByText(/^Step/).waitFor();
    },
  },
  { name: "results-empty", scene: "empty", hash: "#/results" },
  { name: "benchmark", scene: "finished", hash: "#/benchmark" },
  {
    name: "benchmark-finished",
    scene: "finished",
    hash: "#/benchmark",
    act: async (page) => {
      // Results outlive the page: what was timed once is there at every width.
      if (await page.getByText("Nothing timed yet").isVisible()) await page.getByRole("button", { name: /^Time \d+ networks/ }).click();
      await page.getByRole("region", { name: "Results" }).waitFor();
      await page.getByRole("region", { name: "Progress" }).waitFor({ state: "hidden" });
    },
  },
  { name: "studies", scene: "finished", hash: "#/studies" },
  { name: "studies-unfinished", scene: "unfinished", hash: "#/studies" },
  { name: "studies-empty", scene: "empty", hash: "#/studies" },
  {
    name: "studies-delete",
    scene: "finished",
    hash: "#/studies",
    act: (page) => page.getByRole("button", { name: "Delete Built-in study" }).click(),
  },
];

const sizes = [
  { width: 360, height: 740 },
  { width: 1280, height: 800 },
  { width: 2560, height: 1440 },
];

const folder = process.argv[2] ?? ".";
const wanted = process.argv.slice(3);
const server = await startPreview();
const browser = await launch();
const problems: string[] = [];

try {
  for (const look of looks.filter(({ name }) => wanted.length === 0 || wanted.includes(name)))
    for (const colorScheme of ["light", "dark"] as const)
      for (const viewport of sizes) {
        const title = `${look.name}-${viewport.width}-${colorScheme}`;
        const page = await browser.context.newPage();
        const complaints = complaintsOf(page);
        await page.setViewportSize(viewport);
        await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
        await page.goto(server.addressOf(look.scene, look.hash));
        await page.waitForSelector("h1, h2");
        await page.waitForTimeout(300);
        await look.act?.(page);
        await page.waitForTimeout(200);
        await page.screenshot({ path: join(folder, `${title}.png`), fullPage: true });
        problems.push(...[...complaints, ...(await violationsOf(page))].map((problem) => `${title}: ${problem}`));
        await page.close();
      }
} finally {
  await browser.close();
  await server.close();
}
process.stdout.write(problems.length === 0 ? "no problems\n" : `${problems.join("\n")}\n`);
process.exitCode = problems.length === 0 ? 0 : 1;
