import { Refused } from "../../base/errors.ts";
import { shown } from "../../study/parse.ts";
import { parseEndpoint, part, usualRevision, type HubName } from "./name.ts";

/** A file that lies somewhere else. */
export interface RemoteFile extends HubName {
  /** In its data set; of an address the whole of it is the id, and it has no revision. */
  readonly path: string;
  readonly endpoint: string;
}

const datasetFile = new RegExp(`^(datasets/${part}/${part})(?:@(refs/[a-z]+/[^/]+|[^/]+))?/(.+)$`);
/** As the hub's own pages and its downloads are addressed. */
const datasetAddress = /^\/(datasets\/[^/]+\/[^/]+)\/(?:blob|resolve|raw|tree)\/(refs%2F[^/]+|[^/]+)\/(.+)$/;

/**
 * @param typed `hub:datasets/owner/name[@revision]/path/to/file`, or the address of any file
 * @param endpoint of the hub; empty for the usual one
 * @throws Refused where it is neither
 */
export function parseRemoteFile(typed: string, endpoint: string): RemoteFile {
  const given = typed.trim();
  const [, id, revision = usualRevision, path] = datasetFile.exec(given.replace(/^hub:/, "")) ?? [];
  if (id !== undefined && path !== undefined && !`/${revision}/${path}/`.includes("/../")) return { id, revision, path, endpoint: parseEndpoint(endpoint) };
  const url = /^https?:/.test(given) && URL.canParse(given) ? new URL(given) : null;
  if (url === null || url.username !== "") {
    throw new Refused(`a text elsewhere is named hub:datasets/owner/name/path/to/file, or by an address like https://example.org/text.txt, got ${shown(typed)}`, "corpus");
  }
  const [, named, at, file] = datasetAddress.exec(url.pathname) ?? [];
  if (named !== undefined && at !== undefined && file !== undefined) {
    return { id: named, revision: decodeURIComponent(at), path: decodeURIComponent(file), endpoint: url.origin };
  }
  url.hash = "";
  return { id: url.href, revision: "", path: "", endpoint: url.origin };
}
