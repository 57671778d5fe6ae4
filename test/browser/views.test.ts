/** Every view in a real browser, under the page's real headers, on a lab in memory. */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launch, type LaunchedBrowser } from "../tools/browser.ts";
import { complaintsOf, violationsOf } from "../ui/page-checks.ts";
import { startPreview, type PreviewServer } from "../ui/preview-server.ts";

let server: PreviewServer;
let browser: LaunchedBrowser;

beforeAll(async () => {
  server = await startPreview();
  browser = await launch();
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

async function opened(scene: string, hash: string, width = 1280): Promise<{ page: Page; complaints: string[] }> {
  const page = await browser.context.newPage();
  const complaints = complaintsOf(page);
  await page.setViewportSize({ width, height: 800 });
  await page.goto(server.addressOf(scene, hash));
  await page.getByRole("heading").first().waitFor();
  return { page, complaints };
}

describe("at 360 and at 1280 pixels", () => {
  it.each([
    ["empty", "#/setup", "This device"],
    ["empty", "#/run", "Nothing runs now"],
    ["empty", "#/results", "No results yet"],
    ["empty", "#/studies", "No studies yet"],
    ["running", "#/run", "Built-in study"],
    ["failed", "#/run", "Built-in study is not finished"],
    ["finished", "#/results/builtin-1", "Built-in study"],
    ["finished", "#/results/gone", "This study cannot be shown"],
    ["finished", "#/benchmark", "Benchmark"],
    ["finished", "#/studies", "Studies"],
    ["damaged", "#/studies", "Studies"],
    ["unfinished", "#/studies", "Unfinished downloads"],
    ["finished", "#s1.damaged", ""],
  ])("%s %s is there, accessible and within its policy", async (scene, hash, heading) => {
    const { page, complaints } = await opened(scene, hash, 360);
    if (heading !== "") await page.getByRole("heading", { name: heading, exact: true }).first().waitFor();
    else await page.getByText("This link cannot be opened").waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.setViewportSize({ width: 1280, height: 800 });
    expect(await violationsOf(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await page.close();
  });
});

describe("a push to the hub", () => {
  it("waits for a name and a token, is followed, gives the commit's address, and forgets the token", async () => {
    const { page, complaints } = await opened("finished", "#/results/builtin-1/0", 360);
    const panel = page.getByRole("region", { name: "Push to the hub" });
    const push = panel.getByRole("button", { name: "Push to the hub" });
    expect(await push.isDisabled()).toBe(true);
    await panel.getByLabel("Repository").fill("student");
    await panel.getByLabel("Access token").fill("hf_secret");
    await push.click();
    await panel.getByText('named owner/name, got "student"').waitFor();
    await panel.getByLabel("Repository").fill("me/student");
    await push.click();
    await panel.getByRole("progressbar").waitFor();
    await panel.getByRole("link", { name: "commit bbbbbbb" }).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await panel.getByRole("button", { name: "Forget the token" }).click();
    expect(await panel.getByLabel("Access token").inputValue()).toBe("");
    expect(complaints).toEqual([]);
    await page.close();
  });
});

describe("a push of a fine-tuned student", () => {
  it("goes from where it is saved, with the task that is chosen, and is followed there alone", async () => {
    const { page, complaints } = await opened("tasks", "#/results/builtin-1/2", 360);
    const tuned = page.getByRole("region", { name: "Save the student, fine-tuned" });
    await tuned.getByLabel("Task").selectOption("MRPC");
    await tuned.getByRole("button", { name: "Save the student fine-tuned on MRPC" }).waitFor();
    await tuned.getByText("Push it to the Hugging Face Hub").press("Enter");
    await tuned.getByLabel("Repository").fill("me/student-mrpc");
    await tuned.getByLabel("Access token").fill("hf_secret");
    await tuned.getByRole("button", { name: "Push to the hub" }).click();
    // All at once, for it does not take long.
    await page.waitForFunction(() => {
      const [here, other] = ["Save the student, fine-tuned", "Push to the hub"].map((label) => document.querySelector(`section[aria-label="${label}"]`));
      const isIdle = (section: Element | null | undefined, text: string) => [...(section?.querySelectorAll("button") ?? [])].some((button) => button.textContent?.startsWith(text) && button.disabled);
      return here?.textContent?.includes("Step 30 of at most 120") && isIdle(here, "Save the student") && isIdle(other, "Push to the hub") && other?.querySelector("[role=progressbar]") === null;
    });
    await tuned.getByRole("link", { name: "commit bbbbbbb" }).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await page.close();
  });
});

describe("by keyboard", () => {
  const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent ?? "");

  it("skips to the content, and starts, pauses and stops a study", async () => {
    const { page } = await opened("empty", "#/setup");
    await page.keyboard.press("Tab");
    expect(await focused(page)).toBe("Skip to the content");
    await page.keyboard.press("Enter");
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe("MAIN");
    for (let presses = 0; presses < 20 && (await focused(page)) !== "Start the built-in study"; presses++) await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Pause" }).focus();
    await page.getByText(/step \d+ of/).waitFor();
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Go on" }).waitFor();
    // The title follows the view.
    await page.waitForFunction(() => /^Paused at \d+ % · AutoDistill$/.test(document.title));
    await page.getByRole("button", { name: "Stop" }).press("Enter");
    await page.getByRole("heading", { name: "Built-in study is not finished" }).waitFor();
    await page.getByRole("button", { name: "Resume" }).press("Enter");
    await page.getByRole("button", { name: "Skip this trial" }).waitFor();
    await page.close();
  });

  it("explains a term on focus, until Escape", async () => {
    const { page } = await opened("empty", "#/setup");
    const term = page.getByText("teacher", { exact: true });
    const explanation = page.getByRole("tooltip", { name: "The larger model whose answers the students learn to give" });
    await term.focus();
    await explanation.waitFor();
    await page.keyboard.press("Escape");
    await explanation.waitFor({ state: "hidden" });
    await page.close();
  });

  it("stops once at all points of a chart, and walks along them by arrow keys", async () => {
    const { page } = await opened("finished", "#/results/builtin-1/5");
    const points = page.getByRole("listbox", { name: "Points of: MLM accuracy against latency" }).getByRole("option");
    const stop = async () => (await points.evaluateAll((all) => all.map((point) => (point === document.activeElement ? point.getAttribute("aria-label") : null)))).filter((name) => name !== null);
    await page.getByRole("checkbox", { name: "Dominated trials" }).focus();
    await page.keyboard.press("Tab");
    expect(await stop()).toEqual([expect.stringMatching(/^Trial 5 /)]);
    // The next slower one.
    await page.keyboard.press("ArrowRight");
    expect(await stop()).toEqual([expect.stringMatching(/^Trial 9 /)]);
    await page.keyboard.press("Tab");
    expect(await stop()).toEqual([]);
    await page.keyboard.press("Shift+Tab");
    expect(await stop()).toEqual([expect.stringMatching(/^Trial 9 /)]);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Trial 9" }).waitFor();
    await page.close();
  });

  it("asks once before deleting, with the safe answer first, and gives the focus back", async () => {
    const { page } = await opened("finished", "#/studies");
    const remove = page.getByRole("button", { name: "Delete Half an hour" });
    await remove.press("Enter");
    await page.getByRole("dialog").waitFor();
    expect(await focused(page)).toBe("Keep");
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "hidden" });
    expect(await remove.evaluate((button) => button === document.activeElement)).toBe(true);
    await remove.press("Enter");
    await page.getByRole("button", { name: "Delete for good" }).press("Enter");
    await page.getByRole("link", { name: "Half an hour" }).waitFor({ state: "detached" });
    expect(await page.getByRole("link", { name: "Built-in study" }).count()).toBe(1);
    await page.close();
  });
});

describe("the set-up", () => {
  it("says beside the field what is wrong, and starts only what is right", async () => {
    const { page } = await opened("empty", "#/setup");
    await page.getByRole("heading", { name: "Schedules" }).click();
    const start = page.getByRole("button", { name: "Start" });
    await page.getByLabel("Flash share").fill("2");
    await page.getByText("at most 1, not 2", { exact: true }).waitFor();
    expect(await page.getByLabel("Flash share").getAttribute("aria-invalid")).toBe("true");
    expect(await start.isDisabled()).toBe(true);
    await page.getByLabel("Flash share").fill("0.1");
    await page.getByText("at most 1, not 2", { exact: true }).waitFor({ state: "detached" });
    expect(await start.isDisabled()).toBe(false);
    await page.close();
  });

  it("shows at once what a change does, and has it still after a reload", async () => {
    const { page } = await opened("empty", "#/setup");
    await page.getByText("Design space", { exact: true }).click();
    const count = async () => Number((await page.locator(".section[open] strong").textContent())?.replace(/\D/g, ""));
    const before = await count();
    await page.getByRole("button", { name: "Remove 2 from Layers" }).click();
    expect(await count()).toBe((before * 2) / 3);
    await page.getByLabel("Add to Layers").fill("6 8");
    await page.keyboard.press("Enter");
    expect(await count()).toBe((before * 4) / 3);
    await page.reload();
    await page.getByText("Design space", { exact: true }).click();
    expect(await count()).toBe((before * 4) / 3);
    // A click keeps one of the four, another gives the others back.
    const pin = page.getByRole("button", { name: "Pin Layers to 4" });
    await pin.press("Enter");
    expect(await count()).toBe(before / 3);
    expect(await pin.getAttribute("aria-pressed")).toBe("true");
    expect(await violationsOf(page)).toEqual([]);
    await pin.press("Enter");
    expect(await count()).toBe((before * 4) / 3);
    await page.close();
  });
});

describe("what takes long", () => {
  it("is stopped in a benchmark, which keeps what was timed", async () => {
    const { page } = await opened("empty", "#/benchmark");
    await page.getByRole("button", { name: /^Time \d+ networks/ }).click();
    await page.getByText(/^Timing .*, 2 of \d+/).waitFor();
    await page.getByRole("button", { name: "Stop now" }).press("Enter");
    await page.getByText(/Stopped: 1 of \d+ networks timed/).waitFor();
    expect(await page.getByRole("region", { name: "Results" }).isVisible()).toBe(true);
    expect(await page.getByText(/not timed/).count()).toBe(0);
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole("button", { name: /^Time \d+ networks/ }).press("Enter");
    await page.getByText(/^Timing .*, 1 of \d+/).waitFor();
    await page.close();
  });

  it("is stopped in the training of a teacher, which says how to go on", async () => {
    const { page } = await opened("empty", "#/setup");
    await page.getByText("Text", { exact: true }).click();
    const text = page.locator(".section[open]").filter({ hasText: "Where the text comes from" });
    await text.getByText("My own").click();
    await text.locator("input[type=file]").first().setInputFiles({ name: "own.txt", mimeType: "text/plain", buffer: Buffer.from("A text.") });
    await page.getByText("I have text but no teacher").click();
    await page.getByRole("button", { name: "Train a teacher" }).press("Enter");
    await page.getByRole("button", { name: "Stop training" }).press("Enter");
    await page.getByText(/^Stopped; .* goes on from step \d+\.$/).waitFor();
    expect(await page.getByRole("button", { name: "Stop training" }).count()).toBe(0);
    expect(await page.getByRole("button", { name: "Train a teacher" }).isEnabled()).toBe(true);
    expect(await violationsOf(page)).toEqual([]);
    await page.close();
  });
});

describe("what the search has learned", () => {
  const section = (page: Page) => page.locator("details.learned");
  const open = async (page: Page) => {
    await section(page).locator("summary").first().press("Enter");
    await section(page).getByText("What it would try next").waitFor();
  };

  it.each([360, 1280])("opens by keyboard at %i pixels, in charts that have tables", async (width) => {
    const { page, complaints } = await opened("finished", "#/results/builtin-1/8", width);
    expect(await section(page).locator("figure").count()).toBe(0);
    await open(page);
    await section(page).getByText(/^Expected to add .* % to the front/).waitFor();
    for (const title of ["What MLM accuracy depends on", "Predicted against measured latency"]) {
      await section(page).locator("summary").filter({ hasText: `The same as a table: ${title}` }).press("Enter");
      const table = section(page).getByRole("region", { name: `Table: ${title}` });
      await table.waitFor();
      expect(await table.getByRole("row").count()).toBeGreaterThan(5);
    }
    expect(await section(page).getByText(/comes from axes acting together\.$/).count()).toBe(2);
    expect(await section(page).getByText(/inside the 95 % interval for \d of 9 trials\./).count()).toBe(2);
    const detail = page.getByRole("region", { name: "Trial 8", exact: true });
    await detail.getByText("Why this one").press("Enter");
    await detail.getByText(/Its chance of joining the front was put at/).waitFor();
    expect(await detail.getByRole("region", { name: "Expected and measured: Trial 8" }).locator("tbody tr").count()).toBe(2);
    expect(await violationsOf(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it("says with few trials that there is too little to tell, and of the first trial nothing", async () => {
    const { page } = await opened("finished", "#/results/small/0");
    await open(page);
    await section(page).getByText(/^3 trials have been measured: too little to tell/).waitFor();
    await section(page).getByText("So few trials say little about what is left to gain.").waitFor();
    expect(await section(page).locator("figure").count()).toBe(0);
    expect(await page.getByText("Why this one").count()).toBe(0);
    expect(await violationsOf(page)).toEqual([]);
    await page.close();
  });

  it("is asked again while it is open and trials come in", async () => {
    const { page } = await opened("running", "#/results/builtin-1");
    await open(page);
    await section(page).getByText("for 5 of 5 trials.").first().waitFor();
    await section(page).getByText(/of 6 trials\./).first().waitFor();
    await page.close();
  });
});

describe("what cannot be read", () => {
  it("is told among the studies, and removed when the person wants it", async () => {
    const { page } = await opened("damaged", "#/studies");
    const line = page.getByText(/^2 records of this browser's storage could not be read and were left out: .*, trial 2\.$/);
    await line.waitFor();
    await page.getByRole("button", { name: "Remove what cannot be read" }).press("Enter");
    await page.getByRole("dialog").getByText(/seconds: expected a number/).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole("button", { name: "Remove for good" }).press("Enter");
    await line.waitFor({ state: "detached" });
    expect(await page.getByRole("dialog").count()).toBe(0);
    expect(await page.getByRole("link", { name: "Built-in study" }).count()).toBe(1);
    await page.close();
  });
});

describe("downloads that were not finished", () => {
  it("are listed with their sizes, removed one by one, and gone from the page with the last", async () => {
    const { page, complaints } = await opened("unfinished", "#/studies");
    const [list, model] = [page.getByRole("region", { name: "Unfinished downloads", exact: true }), "google/mobilebert-uncased"];
    expect(await list.locator("tbody tr").allTextContents()).toEqual([expect.stringMatching(new RegExp(`^${model}@c{40}, 5 files87\\.3 MB`)), expect.stringContaining("4.19 MB")]);
    for (const name of [new RegExp(`^Remove ${model}`), /^Remove https/]) {
      await list.getByRole("button", { name }).press("Enter");
      const dialog = page.getByRole("dialog");
      await dialog.getByText(/MB become free/).waitFor();
      expect(await violationsOf(page)).toEqual([]);
      await dialog.getByRole("button", { name: "Remove", exact: true }).press("Enter");
      await list.getByRole("button", { name }).waitFor({ state: "detached" });
    }
    await list.waitFor({ state: "detached" });
    expect(complaints).toEqual([]);
    await page.close();
  });
});
