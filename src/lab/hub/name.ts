import { Refused } from "../../base/errors.ts";
import { shown } from "../../study/parse.ts";

/** A model on a hub: `owner/name[@revision]`, the owner left out in a few old names; or a data set. */
export interface HubName {
  /** A data set's begins with `datasets/`, as its addresses do. */
  readonly id: string;
  /** A branch, a tag or a commit. */
  readonly revision: string;
}

export const hubEndpoint = "https://huggingface.co";
export const usualRevision = "main";

/** Of a name on the hub, as a pattern. */
export const part = "[A-Za-z0-9](?:[A-Za-z0-9._-]{0,94}[A-Za-z0-9])?";
const pattern = new RegExp(`^((?:${part}/)?${part})(?:@([A-Za-z0-9][A-Za-z0-9._/-]{0,199}))?$`);

export const isDataset = (id: string): boolean => id.startsWith("datasets/");

/** A full commit: what it names never changes. */
export const isCommit = (revision: string): boolean => /^[0-9a-f]{40}$/.test(revision);

/** @throws Refused where it is no name */
export function parseHubName(typed: string): HubName {
  const [, id, revision = usualRevision] = pattern.exec(typed.trim().replace(/^hub:/, "")) ?? [];
  if (id === undefined || /\.\.|--/.test(id) || revision.includes("..")) {
    throw new Refused(`a model on the hub is named owner/name, or owner/name@revision, got ${shown(typed)}`, "teacher");
  }
  return { id, revision };
}

/** A repository to write to: `owner/name`. @throws Refused where it is no such name */
export function parseRepositoryName(typed: string): string {
  const id = typed.trim();
  if (!new RegExp(`^${part}/${part}$`).test(id) || /\.\.|--/.test(id)) {
    throw new Refused(`a repository on the hub is named owner/name, got ${shown(typed)}`, "push");
  }
  return id;
}

/** @throws Refused where it is no address of a server */
export function parseEndpoint(typed: string): string {
  const given = typed.trim() === "" ? hubEndpoint : typed.trim();
  const url = URL.canParse(given) ? new URL(given) : null;
  if (url === null || !/^https?:$/.test(url.protocol) || url.search !== "" || url.hash !== "" || url.username !== "") {
    throw new Refused(`the hub's address should look like ${hubEndpoint}, got ${shown(typed)}`, "endpoint");
  }
  return url.href.replace(/\/+$/, "");
}

/**
 * What lets someone write is sent where nobody can read along.
 * @param what is sent: "an access token"
 * @throws Refused where somebody could
 */
export function requirePrivacy(endpoint: string, what: string): void {
  const { protocol, hostname } = new URL(endpoint);
  if (protocol === "https:" || /^(localhost|127\.0\.0\.1|\[::1\]|.+\.localhost)$/.test(hostname)) return;
  throw new Refused(`${what} is sent over https only, not to ${endpoint}`, "push");
}
