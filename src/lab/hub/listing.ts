/** What a hub holds of a model or a data set at a revision: its commit, and the files with sizes and hashes. */
import * as v from "valibot";
import { Refused } from "../../base/errors.ts";
import { parseJson } from "../../formats/json.ts";
import { parse, shown } from "../../study/parse.ts";
import type { LabPorts } from "../ports.ts";
import { isDataset, type HubName } from "./name.ts";
import { unreachable } from "./unreachable.ts";

export interface HubAccess {
  readonly fetch: LabPorts["fetch"];
  /** Without a slash at the end. */
  readonly endpoint: string;
  readonly signal: AbortSignal;
}

export interface HubFile {
  readonly name: string;
  readonly sizeBytes: number | null;
  /** What its content hashes to, where the hub tells. */
  readonly hash: { readonly kind: "sha256" | "git"; readonly hex: string } | null;
}

export interface HubListing {
  readonly commit: string;
  readonly files: readonly HubFile[];
}

const sizeSchema = v.nullish(v.pipe(v.number(), v.safeInteger(), v.minValue(0)));
const hexadecimal = (digits: number) => v.pipe(v.string(), v.regex(new RegExp(`^[0-9a-f]{${digits}}$`)));
const listingSchema = v.object({
  sha: hexadecimal(40),
  siblings: v.array(
    v.object({
      rfilename: v.string(),
      size: sizeSchema,
      blobId: v.nullish(hexadecimal(40)),
      lfs: v.nullish(v.object({ sha256: v.nullish(hexadecimal(64)), size: sizeSchema })),
    }),
  ),
});

/** @throws Unreachable · Refused */
export async function request(hub: HubAccess, address: string, headers: Record<string, string> = {}): Promise<Response> {
  try {
    return await hub.fetch(address, { headers, signal: hub.signal });
  } catch (thrown) {
    if (hub.signal.aborted || !(thrown instanceof TypeError)) throw thrown;
    throw unreachable(hub.endpoint, "teacher");
  }
}

/** Why a hub answers with something else than what was asked for. */
export function refusalOf(response: Response, { id, revision }: HubName, what: string): Refused {
  const code = response.headers.get("X-Error-Code");
  const named = shown(`${id}@${revision}`);
  const kind = isDataset(id) ? "data set" : "model";
  if (code === "GatedRepo") return new Refused(`the hub gives ${shown(id)} only to those who have accepted its terms; download it there, then pick its files`, "teacher");
  if (code === "RevisionNotFound") return new Refused(`the ${kind} ${shown(id)} has no such revision on the hub: ${shown(revision)}`, "teacher");
  // Hubs answer 401 for what may exist but is not public.
  if ([401, 403, 404].includes(response.status)) return new Refused(`the hub has no public ${kind} ${named} with ${what} (HTTP ${response.status})`, "teacher");
  return new Refused(`the hub cannot give ${what} of ${named} now: HTTP ${response.status}; try again later`, "teacher");
}

/** @throws Unreachable · Refused where there is no such model or data set, or the answer is no listing */
export async function listFiles(hub: HubAccess, name: HubName): Promise<HubListing> {
  const response = await request(hub, `${hub.endpoint}/api/${isDataset(name.id) ? "" : "models/"}${name.id}/revision/${encodeURIComponent(name.revision)}?blobs=true`);
  if (!response.ok) throw refusalOf(response, name, "a list of files");
  const { sha, siblings } = parse(listingSchema, parseJson(await response.text(), "the hub's list of files"), "the hub's list of files");
  const files = siblings.map(({ rfilename, size, blobId, lfs }): HubFile => {
    const sha256 = lfs?.sha256 ?? null;
    // Git's own hash would be that of a pointer where the content lies elsewhere.
    const git = lfs ? null : (blobId ?? null);
    const hash = sha256 !== null ? { kind: "sha256" as const, hex: sha256 } : git !== null ? { kind: "git" as const, hex: git } : null;
    return { name: rfilename, sizeBytes: lfs?.size ?? size ?? null, hash };
  });
  return { commit: sha, files };
}
