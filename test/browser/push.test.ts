/** A student to a hub on this machine: by the command line, and by a person who signs in, in the built page. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { toyRequirements } from "../suites/toy.ts";
import { findChromium } from "../tools/browser.ts";
import { hubTokens } from "../tools/hub/receiver.ts";
import { startHub, type HubServer } from "../tools/hub/server.ts";
import { hubClient } from "../tools/hub/sign-in.ts";
import { findMaterial } from "../tools/study/material.ts";
import type { StudyOptions } from "../tools/study/options.ts";
import { runStudy, status } from "../tools/study/run.ts";
import { openSession, type Session } from "../tools/study/session.ts";
import { violationsOf } from "../ui/page-checks.ts";

const schedule = { ...toyRequirements.schedule, transferStepsPerLayer: 20, distillationSteps: 40 };
const requirements = { ...toyRequirements, schedule, budget: { kind: "trials", trials: 1 } };
const films = `sentence\tlabel\n${Array.from({ length: 30 }, (_, i) => `a ${i % 2 ? "good" : "bad"} film\t${i % 2}`).join("\n")}`;
const fineTuning = { epochs: 1, evaluationsPerEpoch: 1, learningRates: [1e-3], sequenceLength: 16, documentStride: 8 };
const arrived = ["README.md", "config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json", "vocab.txt"];

let [hub, session]: [HubServer | null, Session | null] = [null, null];
let folder = "";
const complaints: string[] = [];

function opened() {
  if (hub === null || session === null) throw new Error("nothing is open");
  return { hub, session, page: session.page };
}

describe.skipIf(findChromium({ install: false }) === null)("a student pushed to a hub", () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "autodistill-push-"));
    writeFileSync(join(folder, "requirements.json"), JSON.stringify(requirements));
    writeFileSync(join(folder, "films.tsv"), films);
    hub = await startHub({});
    session = await openSession({ backend: "wasm", mirrors: [hub.endpoint], onPageError: (message) => complaints.push(message) });
  });
  afterAll(async () => {
    await session?.close();
    await hub?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it("arrives from the command line, whose status says so", async () => {
    const { hub, session } = opened();
    const lines: string[] = [];
    const refusals: string[] = [];
    const run = (options: StudyOptions) =>
      runStudy({
        session,
        options: { endpoint: hub.endpoint, push: "me/by-command", ...options },
        material: findMaterial(options),
        interrupt: new AbortController().signal,
        say: (line) => lines.push(line),
        complain: (line) => refusals.push(line),
      });
    const out = join(folder, "study.json");
    const tasks = [{ path: join(folder, "films.tsv"), task: "sst2" as const }];
    expect(await run({ requirements: join(folder, "requirements.json"), tasks, fineTuning, out, token: hubTokens.reader })).toBe(status.failed);
    expect(refusals).toEqual([expect.stringContaining('the access token has no right to write models of "me" (HTTP 403)')]);
    expect(hub.repositories.size).toBe(0);

    expect(await run({ resume: out, token: hubTokens.writer, visibility: "public", fineTuned: true })).toBe(status.finished);
    const kept = hub.repositories.get("me/by-command");
    expect([...(kept?.files.keys() ?? [])].sort()).toEqual(arrived);
    expect(kept).toMatchObject({ private: false, commits: [{ title: expect.stringMatching(/^Add the student of trial \d$/) }] });
    expect(lines).toContainEqual(expect.stringMatching(new RegExp(`^student of trial \\d pushed: ${hub.endpoint}/me/by-command/commit/${kept?.commits[0]?.oid}$`)));
    const tuned = hub.repositories.get("me/by-command-sst2");
    expect([...(tuned?.files.keys() ?? [])].sort()).toEqual(arrived);
    expect(tuned).toMatchObject({ private: false, commits: [{ title: expect.stringMatching(/^Add the student of trial \d, fine-tuned on SST-2$/) }] });
    expect(new TextDecoder().decode(tuned?.files.get("README.md"))).toMatch(/^Score \S+, 95 % interval \S+ to \S+\.(.|\n)*^\| Teacher, SHA-256 \|/m);
    expect(lines.at(-1)).toMatch(/^student of trial \d, fine-tuned on SST-2, pushed: .*\/me\/by-command-sst2\/commit\/[0-9a-f]{40}$/);
  });

  it("arrives from a person who signs in, and comes back to where they were", async () => {
    const { hub, page } = opened();
    const [study] = await opened().session.lab.studies();
    const place = `#/results/${study?.id}/0`;
    const panel = page.getByRole("region", { name: "Push to the hub" });
    const [signIn, push] = [panel.getByRole("button", { name: "Sign in with Hugging Face" }), panel.getByRole("button", { name: "Push to the hub" })];
    // Nobody has told a hub of this page: a token can be pasted, and that is all.
    await page.goto(new URL(place, page.url()).href);
    await panel.getByLabel("Access token").waitFor();
    expect(await signIn.count()).toBe(0);

    // As a Space tells its page.
    await page.addInitScript((id) => Reflect.set(globalThis, "huggingface", { variables: { OAUTH_CLIENT_ID: id } }), hubClient.id);
    await page.reload();
    await panel.getByLabel("Repository").fill("me/by-hand");
    await panel.getByLabel("Hub").fill(hub.endpoint);
    await panel.getByText("Public").click();
    await page.getByRole("region", { name: "Export" }).getByLabel(/int8/).check();
    hub.faults.denies = true;
    await signIn.click();
    await panel.getByText("you are not signed in, as you did not allow it on the hub").waitFor();
    expect(new URL(page.url())).toMatchObject({ hash: place, search: "" });

    hub.faults.denies = false;
    await signIn.click();
    await panel.getByText("Signed in as me, until").waitFor();
    expect(new URL(page.url())).toMatchObject({ hash: place, search: "" });
    expect(await panel.getByLabel("Repository").inputValue()).toBe("me/by-hand");
    expect(await violationsOf(page)).toEqual([]);
    expect(await panel.getByLabel("Access token").count()).toBe(0);
    expect(await page.evaluate(() => [sessionStorage.length, JSON.stringify({ ...localStorage }).includes("hf_oauth")])).toEqual([0, false]);

    // The connection breaks, more often than browsers try again by themselves.
    hub.faults.brokenUploads = Infinity;
    await push.click();
    await panel.getByText("the connection broke while").waitFor();
    expect(hub.repositories.get("me/by-hand")?.commits).toEqual([]);
    // All bytes have gone, as the browser tells while the hub has not answered yet.
    Object.assign(hub.faults, { brokenUploads: 0, answerDelayMs: 1000 });
    await push.click();
    await panel.getByText(/^me\/by-hand: [1-9].* of .*, sending$/).waitFor();
    await panel.getByRole("link", { name: /^commit [0-9a-f]{7}$/ }).waitFor();
    const kept = hub.repositories.get("me/by-hand");
    expect([...(kept?.files.keys() ?? [])].sort()).toEqual([...arrived, "onnx/model_quantized.onnx"].sort());
    expect(kept).toMatchObject({ private: false, byPage: true, commits: [{ title: "Add the student of trial 0" }] });

    // It was allowed to write to what it makes, not to everything.
    await panel.getByLabel("Repository").fill("me/by-command");
    await push.click();
    await panel.getByText("is there already, and the access token may not write to it").waitFor();

    // The student with its head: what the person has filled in is there after another way to the hub.
    const tuned = page.getByRole("region", { name: "Push it fine-tuned" });
    await panel.getByRole("button", { name: "Sign out" }).click();
    await page.getByText("Push it to the Hugging Face Hub").click();
    await tuned.getByLabel("Repository").fill("me/by-hand-tuned");
    await tuned.getByLabel("Hub").fill(hub.endpoint);
    await tuned.getByRole("button", { name: "Sign in with Hugging Face" }).click();
    await tuned.getByText("Signed in as me, until").waitFor();
    await tuned.getByRole("button", { name: "Push to the hub" }).click();
    await tuned.getByRole("link", { name: /^commit [0-9a-f]{7}$/ }).waitFor();
    expect(hub.repositories.get("me/by-hand-tuned")).toMatchObject({ private: true, byPage: true, commits: [{ title: "Add the student of trial 0, fine-tuned on SST-2" }] });

    await panel.getByLabel("Hub").fill(hub.endpoint);
    await panel.getByRole("button", { name: "Sign out" }).click();
    await signIn.waitFor();
    expect(await push.isDisabled()).toBe(true);
    expect(complaints).toEqual([]);
  });
});
