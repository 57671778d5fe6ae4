/** Signing in to a hub on this machine, which checks what a hub has to check. */
import { createHash } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { beginSignIn, finishSignIn } from "../../../src/lab/hub/sign-in.ts";
import type { HubClient, PushDraft } from "../../../src/lab/port.ts";
import { account, hubClient } from "../../tools/hub/sign-in.ts";
import { startHub, type HubServer } from "../../tools/hub/server.ts";

const client: HubClient = { id: hubClient.id, scopes: null };
const page = "http://localhost:4173/";
let secrets = 0;
const ports = { fetch, now: () => 5000, secret: () => String(++secrets).padStart(43, "secret") };

let hub: HubServer;
beforeEach(async () => void (hub = await startHub({})));
afterEach(() => hub.close());

const draft: PushDraft = { studyId: "s-1", trial: 3, task: "sst2", onnx: ["int8"], repository: "me/student", visibility: "public", endpoint: "" };
const begin = (asked = client) => beginSignIn(asked, { ...draft, endpoint: hub.endpoint }, page, ports);
/** Goes where the page sends a person. @returns what the hub adds to the page's address */
async function visit(address: string): Promise<string> {
  const response = await fetch(address, { redirect: "manual" });
  const back = new URL(response.headers.get("Location") ?? "");
  expect(back.origin + back.pathname).toBe(page);
  return back.search;
}

describe("signing in to a hub", () => {
  it("asks for the least that pushing takes, with a challenge that only the verifier answers", async () => {
    const { address, kept } = await beginSignIn(client, draft, page, ports);
    const { origin, pathname, searchParams } = new URL(address);
    const { verifier, state } = JSON.parse(kept);
    expect(origin + pathname).toBe("https://huggingface.co/oauth/authorize");
    expect(Object.fromEntries(searchParams)).toEqual({
      response_type: "code",
      client_id: client.id,
      redirect_uri: page,
      scope: "openid profile contribute-repos",
      state,
      code_challenge: createHash("sha256").update(verifier).digest("base64url"),
      code_challenge_method: "S256",
    });
    expect(verifier).not.toBe(state);
  });

  it("gives a token, whose it is and how long it holds, and what was filled in before", async () => {
    const { address, kept } = await begin();
    hub.faults.tokenSeconds = 60;
    const { endpoint } = hub;
    expect(await finishSignIn(await visit(address), kept, ports)).toEqual({
      draft: { ...draft, endpoint },
      signedIn: { endpoint, token: expect.stringMatching(/^hf_oauth_/), account, expiresAtMs: 65_000 },
      refusal: null,
    });
  });

  it("takes a code once, and from nobody else", async () => {
    const { address, kept } = await begin();
    const answer = await visit(address);
    const { verifier } = JSON.parse((await begin()).kept);
    const refused = { draft: { ...draft, endpoint: hub.endpoint }, signedIn: null, refusal: "the hub did not sign you in (HTTP 400): the code is not good; sign in again" };
    expect(await finishSignIn(answer, JSON.stringify({ ...JSON.parse(kept), verifier }), ports)).toEqual(refused);
    expect(await finishSignIn(answer, kept, ports)).toEqual(refused);
  });

  it("believes only the answer to its own question, and asks the hub nothing otherwise", async () => {
    const { address, kept } = await begin();
    const answer = await visit(address);
    const before = hub.requests.length;
    for (const [given, remembered] of [[answer, null], [answer, "{}"], [answer, "cut off"], [answer.replace("state=", "state=x"), kept]] as const) {
      await expect(finishSignIn(given, remembered, ports)).rejects.toThrow("the hub answers what this page did not ask, or asked before it was closed: sign in again");
    }
    expect(hub.requests).toHaveLength(before);
  });

  it("says when the person did not allow it, and what else a hub may say", async () => {
    hub.faults.denies = true;
    const { address, kept } = await begin();
    expect(await finishSignIn(await visit(address), kept, ports)).toMatchObject({ signedIn: null, refusal: "you are not signed in, as you did not allow it on the hub" });
    hub.faults.denies = false;
    const greedy = await begin({ ...client, scopes: "openid manage-repos" });
    expect(await finishSignIn(await visit(greedy.address), greedy.kept, ports)).toMatchObject({ refusal: "the hub did not sign you in: invalid_scope" });
  });

  it("says when the hub cannot be reached, or somebody could read along", async () => {
    const { address, kept } = await begin();
    const answer = await visit(address);
    await hub.close();
    expect((await finishSignIn(answer, kept, ports)).refusal).toContain(`${hub.endpoint} cannot be reached`);
    const elsewhere = beginSignIn(client, { ...draft, endpoint: "http://hub.example" }, page, ports);
    await expect(elsewhere).rejects.toThrow("who you are is sent over https only, not to http://hub.example");
  });
});
