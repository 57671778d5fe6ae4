/** The way to a hub and back, as the page goes it. */
import { signal } from "@preact/signals";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { PushDraft } from "../../../src/lab/port.ts";
import { hubClientOf } from "../../../src/ui/hub/client.ts";
import type { HubPass } from "../../../src/ui/hub/pass.ts";
import { leaveForHub, returnFromHub } from "../../../src/ui/hub/sign-in.ts";
import { createFakeLab } from "../../suites/fake-lab.ts";

const page = "http://localhost:4173/";

/** A tab: its address, its history, and what it keeps until it is closed. */
function tab(href = page) {
  const kept = new Map<string, string>();
  const at = { href };
  const goTo = (address: string) => void (at.href = new URL(address, at.href).href);
  const window = {
    location: { get href() { return at.href; }, get search() { return new URL(at.href).search; }, assign: goTo, replace: goTo },
    history: { replaceState: (_: unknown, __: string, address: string) => goTo(address) },
    sessionStorage: { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value), removeItem: (key: string) => void kept.delete(key) },
    setTimeout: (action: () => void, ms: number) => setTimeout(action, ms),
  };
  return { window: window as unknown as Window, at, kept };
}

const lab = createFakeLab({});
const draft: PushDraft = { studyId: "s-1", trial: 3, task: "sst2", onnx: ["int8"], repository: "me/student", visibility: "public", endpoint: "" };

/** Leaves for a hub, which sends the person back at once, to a page that knows nothing. */
async function wentThere(answer = "?code=1&state=2") {
  const { window, at, kept } = tab(`${page}#/results/s-1/3`);
  await leaveForHub(window, lab, { id: "app-id", scopes: null }, draft);
  expect(at.href.startsWith(`${page}?code=`)).toBe(true);
  at.href = page + answer;
  const pass = signal<HubPass | null>(null);
  return { window, at, kept, pass, back: () => returnFromHub(window, lab, pass) };
}

afterEach(() => void vi.useRealTimers());

describe("a person who signs in to a hub", () => {
  it("comes back to the trial, with what was filled in, and nothing of it stays behind", async () => {
    const { at, kept, pass, back } = await wentThere();
    await back();
    expect(at.href).toBe(`${page}#/results/s-1/3`);
    expect(kept.size).toBe(0);
    expect(pass.value).toMatchObject({ draft, refusal: null, signedIn: { account: "me", endpoint: "https://huggingface.co" } });
  });

  it("is signed in for as long as the hub says", async () => {
    vi.useFakeTimers();
    const { pass, back } = await wentThere();
    await back();
    vi.advanceTimersByTime(99_000);
    expect(pass.value?.signedIn).not.toBeNull();
    vi.advanceTimersByTime(1000);
    expect(pass.value).toMatchObject({ signedIn: null, refusal: expect.stringContaining("no longer signed in") });
  });

  it("stays signed out, once signed out", async () => {
    vi.useFakeTimers();
    const { pass, back } = await wentThere();
    await back();
    pass.value = null;
    vi.advanceTimersByTime(100_000);
    expect(pass.value).toBeNull();
  });

  it("is told why not, beside what was filled in", async () => {
    const { at, pass, back } = await wentThere("?error=access_denied&state=2");
    await back();
    expect(pass.value).toEqual({ token: "", signedIn: null, draft, refusal: "you did not allow it" });
    expect(at.href).toBe(`${page}#/results/s-1/3`);
  });

  it("is not signed in by somebody else's link, nor twice by one", async () => {
    const { at, pass, back } = await wentThere();
    await back();
    pass.value = null;
    at.href = `${page}?code=1&state=2`;
    await expect(back()).rejects.toThrow("the hub answers what this page did not ask");
    expect(pass.value).toBeNull();
    expect(at.href).toBe(page);
    // Another site's parameters are none of ours.
    at.href = `${page}?state=open`;
    await back();
    expect(at.href).toBe(`${page}?state=open`);
  });

  it("hears where the browser keeps nothing", async () => {
    const { window } = tab();
    Reflect.set(window, "sessionStorage", { setItem: () => { throw new Error("denied"); } });
    await expect(leaveForHub(window, lab, { id: "app-id", scopes: null }, draft)).rejects.toThrow("this browser keeps nothing for this page");
  });
});

describe("the page's id at a hub", () => {
  it("is the Space's, else what it was built with, else none", () => {
    const { window } = tab("https://someone.example/autodistill/?a=b#/results");
    expect(hubClientOf(window, undefined)).toBeNull();
    expect(hubClientOf(window, "app-id")).toEqual({ id: "app-id", scopes: null });
    Reflect.set(window, "huggingface", { variables: { OAUTH_CLIENT_ID: "space", OAUTH_SCOPES: "openid profile write-repos" } });
    expect(hubClientOf(window, "app-id")).toEqual({ id: "space", scopes: "openid profile write-repos" });
  });

  it("is an address only where its document lies beside the page", () => {
    const document = "https://someone.example/autodistill/oauth-client.json";
    expect(hubClientOf(tab("https://someone.example/autodistill/#/run").window, document)).toEqual({ id: document, scopes: null });
    expect(hubClientOf(tab("https://elsewhere.example/autodistill/").window, document)).toBeNull();
    expect(hubClientOf(tab("https://someone.example/other/").window, document)).toBeNull();
  });
});
