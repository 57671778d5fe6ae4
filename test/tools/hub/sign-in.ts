/** The side of a hub that signs people in: OAuth's authorization code flow with PKCE, for clients without a secret. */
import { createHash, randomUUID } from "node:crypto";
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";
import { bodyOf } from "./body.ts";
import type { HubFaults } from "./server.ts";

/** Who the hub knows: its one person, and a page that may ask for this much. */
export const account = "me";
export const hubClient = { id: "page-of-the-tests", scopes: ["openid", "profile", "contribute-repos"] } as const;

interface Authorization {
  readonly redirect: string;
  readonly challenge: string;
  readonly scopes: readonly string[];
}

export function createSignIn(headers: OutgoingHttpHeaders, faults: HubFaults) {
  const codes = new Map<string, Authorization>();
  /** Tokens with what they allow. */
  const issued = new Map<string, readonly string[]>();

  /** The person agrees, or does not, without being asked. */
  function authorize(asked: URLSearchParams): { readonly address: string } | { readonly refusal: string } {
    const [redirect, challenge, scopes] = [asked.get("redirect_uri") ?? "", asked.get("code_challenge") ?? "", (asked.get("scope") ?? "").split(" ")];
    const allowed: readonly string[] = hubClient.scopes;
    if (asked.get("client_id") !== hubClient.id || !/^http:\/\/[\w.:]+\/$/.test(redirect)) return { refusal: "unknown client" };
    const answer = new URL(redirect);
    answer.searchParams.set("state", asked.get("state") ?? "");
    const wrong = asked.get("response_type") !== "code" || asked.get("code_challenge_method") !== "S256" || challenge.length !== 43;
    const error = faults.denies ? "access_denied" : wrong ? "invalid_request" : scopes.some((scope) => !allowed.includes(scope)) ? "invalid_scope" : null;
    const code = randomUUID();
    if (error === null) codes.set(code, { redirect, challenge, scopes });
    answer.searchParams.set(error === null ? "code" : "error", error ?? code);
    return { address: answer.href };
  }

  function exchange(asked: URLSearchParams): object | null {
    const code = asked.get("code") ?? "";
    const authorization = codes.get(code);
    // Good once.
    codes.delete(code);
    const challenge = createHash("sha256").update(asked.get("code_verifier") ?? "").digest("base64url");
    const isTheirs = asked.get("grant_type") === "authorization_code" && asked.get("client_id") === hubClient.id;
    if (!isTheirs || challenge !== authorization?.challenge || asked.get("redirect_uri") !== authorization.redirect) return null;
    const token = `hf_oauth_${randomUUID()}`;
    issued.set(token, authorization.scopes);
    return { access_token: token, token_type: "bearer", expires_in: faults.tokenSeconds, scope: authorization.scopes.join(" ") };
  }

  return {
    issued: issued as ReadonlyMap<string, readonly string[]>,
    takes: (path: string) => path.startsWith("/oauth/"),
    async receive(request: IncomingMessage, response: ServerResponse, { pathname, searchParams }: URL): Promise<void> {
      const send = (status: number, value: object) => response.writeHead(status, { ...headers, "Content-Type": "application/json" }).end(JSON.stringify(value));
      if (pathname === "/oauth/authorize") {
        const answer = authorize(searchParams);
        if ("refusal" in answer) return void send(400, { error: answer.refusal });
        return void response.writeHead(302, { Location: answer.address }).end();
      }
      if (pathname === "/oauth/token") {
        const token = exchange(new URLSearchParams((await bodyOf(request)).toString()));
        return void (token === null ? send(400, { error: "invalid_grant", error_description: "the code is not good" }) : send(200, token));
      }
      const known = issued.has((request.headers.authorization ?? "").replace("Bearer ", ""));
      return void (known ? send(200, { sub: "1", preferred_username: account }) : send(401, { error: "invalid_token" }));
    },
  };
}
