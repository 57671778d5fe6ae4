/**
 * Signing in to a hub by OAuth: the authorization code flow (RFC 6749, section 4.1) with PKCE (RFC 7636), as a page can
 * keep no secret. `@huggingface/hub` has it too, but leaves out `client_id` where it asks for the token, which clients
 * without a secret have to send (section 4.1.3).
 */
import * as v from "valibot";
import { base64url } from "../../base/base64url.ts";
import { isForeseen, messageOf, Refused, Unsupported } from "../../base/errors.ts";
import { precisions } from "../../formats/onnx/precision.ts";
import { downstreamNames } from "../../study/downstream.ts";
import { parse } from "../../study/parse.ts";
import type { LabPorts } from "../ports.ts";
import { parseEndpoint, requirePrivacy } from "./name.ts";
import type { HubClient, PushDraft, SignedIn, SignInOutcome, SignInStart } from "./port.ts";
import { unreachable } from "./unreachable.ts";

/** The least that pushing takes: to make repositories, and to write to those that were made so. */
const leastScopes = "openid profile contribute-repos";
const field = "push";
const usualSeconds = 3600;
const patienceMs = 30_000;

/** What has to outlive the way to the hub and back. */
const keptSchema = v.strictObject({
  endpoint: v.string(),
  clientId: v.string(),
  returnTo: v.string(),
  /** Comes back as it went: the answer is one to this page's question. */
  state: v.string(),
  /** Only who knows it gets a token for the code that the hub answers with. */
  verifier: v.string(),
  draft: v.strictObject({
    studyId: v.string(),
    trial: v.number(),
    task: v.nullable(v.picklist(downstreamNames)),
    onnx: v.array(v.picklist(precisions)),
    repository: v.string(),
    visibility: v.picklist(["private", "public"]),
    endpoint: v.string(),
  }),
});
type Kept = v.InferOutput<typeof keptSchema>;

/**
 * @param returnTo where the hub sends the person to: this page
 * @throws Refused · Unsupported outside secure contexts
 */
export async function beginSignIn(client: HubClient, draft: PushDraft, returnTo: string, { secret }: Pick<LabPorts, "secret">): Promise<SignInStart> {
  const endpoint = parseEndpoint(draft.endpoint);
  requirePrivacy(endpoint, "who you are");
  if (!globalThis.crypto?.subtle) throw new Unsupported("this page needs https (or localhost) to sign in to a hub");
  const [state, verifier] = [secret(), secret()];
  const challenge = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier)));
  const asked = new URLSearchParams({
    response_type: "code",
    client_id: client.id,
    redirect_uri: returnTo,
    scope: client.scopes ?? leastScopes,
    state,
    code_challenge: base64url(challenge),
    code_challenge_method: "S256",
  });
  const kept: Kept = { endpoint, clientId: client.id, returnTo, state, verifier, draft: { ...draft, onnx: [...draft.onnx] } };
  return { address: `${endpoint}/oauth/authorize?${asked}`, kept: JSON.stringify(kept) };
}

/**
 * @param answer the query that the hub has added to the page's address
 * @param kept what `beginSignIn` gave; null where nothing is there any more
 * @throws Refused where it is not the answer to what was asked
 */
export async function finishSignIn(answer: string, kept: string | null, ports: Pick<LabPorts, "fetch" | "now">): Promise<SignInOutcome> {
  const query = new URLSearchParams(answer);
  const begun = readKept(kept);
  if (begun === null || query.get("state") !== begun.state) {
    throw new Refused("the hub answers what this page did not ask, or asked before it was closed: sign in again", field);
  }
  try {
    return { draft: begun.draft, signedIn: await redeem(query, begun, ports), refusal: null };
  } catch (thrown) {
    if (!isForeseen(thrown)) throw thrown;
    return { draft: begun.draft, signedIn: null, refusal: messageOf(thrown) };
  }
}

function readKept(kept: string | null): Kept | null {
  try {
    return parse(keptSchema, JSON.parse(kept ?? ""), "what was kept");
  } catch {
    return null;
  }
}

const tokenSchema = v.object({ access_token: v.pipe(v.string(), v.minLength(1)), expires_in: v.optional(v.pipe(v.number(), v.gtValue(0)), usualSeconds) });
const accountSchema = v.object({ preferred_username: v.string() });
const failureSchema = v.object({ error: v.string(), error_description: v.optional(v.string()) });

/** A code for a token. @throws Refused in words for the person, never with a secret in them */
async function redeem(query: URLSearchParams, { endpoint, clientId, returnTo, verifier }: Kept, ports: Pick<LabPorts, "fetch" | "now">): Promise<SignedIn> {
  const error = query.get("error");
  if (error === "access_denied") throw new Refused("you are not signed in, as you did not allow it on the hub", field);
  if (error !== null) throw new Refused(`the hub did not sign you in: ${query.get("error_description") ?? error}`, field);
  const asked = { grant_type: "authorization_code", code: query.get("code") ?? "", redirect_uri: returnTo, client_id: clientId, code_verifier: verifier };
  const { access_token: token, expires_in: seconds } = await ask(tokenSchema, endpoint, "token", { method: "POST", body: new URLSearchParams(asked) }, ports);
  const expiresAtMs = ports.now() + 1000 * seconds;
  const { preferred_username: account } = await ask(accountSchema, endpoint, "userinfo", { headers: { Authorization: `Bearer ${token}` } }, ports);
  return { endpoint, token, account, expiresAtMs };
}

async function ask<Schema extends v.GenericSchema>(
  schema: Schema,
  endpoint: string,
  what: "token" | "userinfo",
  request: Omit<Parameters<LabPorts["fetch"]>[1], "signal">,
  { fetch }: Pick<LabPorts, "fetch">,
): Promise<v.InferOutput<Schema>> {
  const signal = AbortSignal.timeout(patienceMs);
  const response = await fetch(`${endpoint}/oauth/${what}`, { ...request, signal }).catch((thrown: unknown) => {
    throw thrown instanceof TypeError || signal.aborted ? unreachable(endpoint, field) : thrown;
  });
  const value: unknown = await response.json().catch(() => null);
  if (response.ok) return parse(schema, value, `the hub's answer about the ${what}`);
  const said = v.is(failureSchema, value) ? `: ${value.error_description ?? value.error}` : "";
  throw new Refused(`the hub did not sign you in (HTTP ${response.status})${said}; sign in again`, field);
}
