/**
 * Takes pictures of the page at several widths in light and dark, under its real headers, and fails on violations of
 * accessibility, of the content security policy, or on errors: `npx tsx test/ui/look.ts <folder for pictures> [scene…]`.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type * as AxePlugin from "axe-core";
import type { Page } from "playwright-core";
import { build, preview } from "vite";
import { launch } from "../tools/browser.ts";

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
  { name: "run-empty", scene: "empty", hash: "#/run" },
  { name: "run", scene: "running", hash: "#/run", act: settle(4500) },
  { name: "run-failed", scene: "failed", hash: "#/run", act: settle(1600) },
  { name: "studies", scene: "finished", hash: "#/studies" },
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
const configFile = join(import.meta.dirname, "preview.config.ts");
await build({ configFile, logLevel: "warn" });
const server = await preview({ configFile, logLevel: "warn", preview: { port: 0, host: "127.0.0.1" } });
const base = server.resolvedUrls?.local[0] ?? server.resolvedUrls?.network[0];
if (base === undefined) throw new Error("the preview server has no address");
const browser = await launch();
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const problems: string[] = [];

try {
  for (const look of looks.filter(({ name }) => wanted.length === 0 || wanted.includes(name)))
    for (const colorScheme of ["light", "dark"] as const)
      for (const viewport of sizes) {
        const title = `${look.name}-${viewport.width}-${colorScheme}`;
        const page = await browser.context.newPage();
        page.on("console", (message) => message.type() === "error" && problems.push(`${title}: ${message.text()}`));
        page.on("pageerror", (error) => problems.push(`${title}: ${error.stack ?? error.message}`));
        await page.setViewportSize(viewport);
        await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
        await page.goto(`${base}preview.html?scene=${look.scene}${look.hash}`);
        await page.waitForSelector("h1, h2");
        await page.waitForTimeout(300);
        await look.act?.(page);
        await page.waitForTimeout(200);
        await page.screenshot({ path: join(folder, `${title}.png`), fullPage: true });
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        if (overflow > 0) problems.push(`${title}: ${overflow} px wider than the window`);
        // Evaluated over the debugging protocol, so the page's policy stays as it is.
        await page.evaluate(axe);
        const violations = await page.evaluate(async () => {
          const { axe } = window as unknown as { axe: typeof AxePlugin };
          return (await axe.run()).violations.map(({ id, impact, nodes }) => `${impact} ${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" | ")}`);
        });
        problems.push(...violations.map((violation) => `${title}: ${violation}`));
        await page.close();
      }
} finally {
  await browser.close();
  await server.close();
}
process.stdout.write(problems.length === 0 ? "no problems\n" : `${problems.join("\n")}\n`);
process.exitCode = problems.length === 0 ? 0 : 1;
