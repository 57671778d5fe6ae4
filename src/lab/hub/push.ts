/**
 * Files of a model into a repository on a hub, as one commit: whole or not at all. The library asks the network itself,
 * and is large: this file is fetched when a person pushes.
 */
import { createRepo, HubApiError, modelInfo, uploadFilesWithProgress } from "@huggingface/hub";
import { Refused } from "../../base/errors.ts";
import type { NamedFile } from "../../base/files.ts";
import { shown } from "../../study/parse.ts";
import { parseEndpoint, parseRepositoryName, requirePrivacy } from "./name.ts";
import type { PushedModel, PushingStatus, PushTarget } from "./port.ts";
import { unreachable } from "./unreachable.ts";

/** The field beside which refusals are shown. */
const field = "push";

/**
 * @param make is called once the hub is known to take them: it may take long
 * @param title of the commit
 * @throws Refused in words for the person, never with the token in them · AbortError when `signal` says so
 */
export async function pushFiles(
  make: () => Promise<readonly NamedFile[]>,
  target: PushTarget,
  title: string,
  onProgress: (status: Omit<PushingStatus, "task">) => void,
  signal: AbortSignal,
): Promise<PushedModel> {
  const repository = parseRepositoryName(target.repository);
  const endpoint = parseEndpoint(target.endpoint);
  const accessToken = parseToken(target.token, endpoint);

  onProgress({ repository, phase: "opening", sentBytes: 0, totalBytes: null });
  signal.throwIfAborted();
  const access: Access = { accessToken, hubUrl: endpoint, fetch: (input, init) => fetch(input, { ...init, signal }) };
  const refuse = (thrown: unknown, words: Words) => (signal.aborted ? thrown : inWords(thrown, { repository, endpoint }, words));

  await openRepository(repository, target.visibility, access).catch((thrown: unknown) => {
    throw refuse(thrown, { forbidden: `the access token has no right to write models of ${shown(ownerOf(repository))}`, broken: unreachable(endpoint, field) });
  });

  onProgress({ repository, phase: "making", sentBytes: 0, totalBytes: null });
  const files = await make();
  const totalBytes = files.reduce((sum, { bytes }) => sum + bytes.byteLength, 0);
  let phase: PushingStatus["phase"] = "uploading";
  const sent = new Map<string, number>();
  const sizes = new Map(files.map(({ name, bytes }) => [name, bytes.byteLength]));
  try {
    const events = uploadFilesWithProgress({
      repo: repository,
      // A copy each, for as long as the upload lasts; over a view of its own, as shared memory cannot be sent.
      files: files.map(({ name, bytes }) => ({ path: name, content: new Blob([new Uint8Array(bytes)]) })),
      commitTitle: title,
      accessToken,
      hubUrl: endpoint,
      abortSignal: signal,
      // Git LFS, which every hub and mirror understands.
      useXet: false,
    });
    for (;;) {
      const { done, value } = await events.next();
      if (done) return committed(value?.commit.oid, repository, endpoint);
      if (value.event === "phase") phase = value.phase === "committing" ? "committing" : "uploading";
      else if (value.state === "uploading") sent.set(value.path, value.progress * (sizes.get(value.path) ?? 0));
      onProgress({ repository, phase, sentBytes: Math.round([...sent.values()].reduce((sum, bytes) => sum + bytes, 0)), totalBytes });
    }
  } catch (thrown) {
    throw refuse(thrown, {
      forbidden: `${shown(repository)} is there already, and the access token may not write to it: choose another name`,
      broken: new Refused(
        `the connection broke while ${shown(repository)} was sent, or this page's host does not let it write there (Content-Security-Policy: ` +
          "connect-src); nothing was committed. Push again: large files that have arrived are not sent again",
        field,
      ),
    });
  }
}

interface Access {
  readonly accessToken: string;
  readonly hubUrl: string;
  readonly fetch: typeof fetch;
}

/** Makes the repository, or finds it as it was wished for: what is meant to be private never goes where everyone reads. */
async function openRepository(name: string, visibility: PushTarget["visibility"], access: Access): Promise<void> {
  try {
    await createRepo({ repo: name, visibility, ...access });
  } catch (thrown) {
    // There already; or the token is for this repository alone, and may create none.
    if (!(thrown instanceof HubApiError) || (thrown.statusCode !== 409 && thrown.statusCode !== 403)) throw thrown;
    const existing = await modelInfo({ name, ...access }).catch(() => null);
    if (existing === null) throw thrown;
    const found = existing.private ? "private" : "public";
    if (found !== visibility) throw new Refused(`${shown(name)} is there already and is ${found}: choose ${found}, or another name`, field);
  }
}

function committed(commit: string | undefined, repository: string, endpoint: string): PushedModel {
  if (commit === undefined || !/^[0-9a-f]{40}$/.test(commit)) throw new Refused(`the hub answered without the name of a commit, got ${shown(commit)}`, field);
  return { repository, commit, address: `${endpoint}/${repository}/commit/${commit}` };
}

const ownerOf = (repository: string) => repository.split("/")[0];

/** A token is as good as a password: it goes only where nobody can read along, and into no message. */
function parseToken(typed: string, endpoint: string): string {
  const token = typed.trim();
  if (!/^hf_[A-Za-z0-9_.-]+$/.test(token)) throw new Refused("an access token of the hub begins with hf_; make one that may write under Settings, Access Tokens there", field);
  requirePrivacy(endpoint, "an access token");
  return token;
}

/** What the same failures mean at a step. */
interface Words {
  readonly forbidden: string;
  readonly broken: Refused;
}

function inWords(thrown: unknown, { repository, endpoint }: { readonly repository: string; readonly endpoint: string }, words: Words): unknown {
  if (thrown instanceof HubApiError) {
    const { statusCode } = thrown;
    if (statusCode === 401) return new Refused("the hub does not know this access token (any more): sign in again, or take another token", field);
    if (statusCode === 403) return new Refused(`${words.forbidden} (HTTP 403)`, field);
    if (statusCode === 429 || statusCode >= 500) return new Refused(`the hub cannot take ${shown(repository)} now: HTTP ${statusCode}; try again later`, field);
    return new Refused(`the hub refused ${shown(repository)}: ${thrown.message}`, field);
  }
  if (thrown instanceof SyntaxError) return new Refused(`${endpoint} does not answer like a hub`, field);
  // Without a network `fetch` throws the first, and the library's XMLHttpRequest the second.
  return thrown instanceof TypeError || (thrown instanceof Error && thrown.message === "") ? words.broken : thrown;
}
