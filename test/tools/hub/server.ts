/** A hub on this machine, with the addresses, redirects, ETags and ranges of the real one, and faults on demand. */
import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createReceiver, type HubRepository } from "./receiver.ts";
import { createSignIn } from "./sign-in.ts";

export interface HubModel {
  readonly commit: string;
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** Branches and tags besides `main`. */
  readonly revisions?: readonly string[];
}

export interface HubFaults {
  /** Cuts the connection of so many answers to requests for a large file, each after `cutAfterBytes`. */
  cuts: number;
  cutAfterBytes: number;
  /** Answers requests for ranges with the whole file. */
  ignoresRanges: boolean;
  /** Bytes that are appended to every file, against the listing. */
  extraBytes: number;
  /** Flips a bit of every large file. */
  corrupts: boolean;
  /** Sends another ETag with every answer. */
  changesTags: boolean;
  /** Leaves sizes and hashes out of listings, as some mirrors do. */
  listsNamesOnly: boolean;
  /** HTTP status of so many answers before the service works again. */
  busy: number;
  /** Breaks so many uploads of large files after their first bytes. */
  brokenUploads: number;
  /** How long an upload waits for its answer. */
  answerDelayMs: number;
  /** Large files beyond it are taken in parts of this size. */
  partBytes: number;
  /** People who are asked to sign in say no. */
  denies: boolean;
  /** How long they stay signed in. */
  tokenSeconds: number;
}

export interface HubServer {
  readonly endpoint: string;
  readonly faults: HubFaults;
  /** "GET /owner/name/resolve/… bytes=5-" and so on, in order. */
  readonly requests: string[];
  /** Bytes of files that were sent. */
  readonly sentBytes: number;
  /** What was pushed to it, and what was there before. */
  readonly repositories: Map<string, HubRepository>;
  close(): Promise<void>;
}

const cutDelayMs = 500;
/** As on the hub, files of this size lie in another store, behind a redirect. */
const largeBytes = 1000;
const headers = {
  "Access-Control-Allow-Origin": "*",
  "Access-Control-Allow-Headers": "Range, Authorization, Content-Type, Accept",
  "Access-Control-Allow-Methods": "GET, HEAD, POST, PUT",
  "Access-Control-Expose-Headers": "ETag, Content-Range, X-Repo-Commit, X-Error-Code, X-Linked-Size, X-Linked-ETag",
};
const hash = (algorithm: string, ...parts: (string | Uint8Array)[]) => parts.reduce((sum, part) => sum.update(part), createHash(algorithm)).digest("hex");

export async function startHub(models: Readonly<Record<string, HubModel>>, port = 0): Promise<HubServer> {
  const faults: HubFaults = {
    cuts: 0, cutAfterBytes: 0, ignoresRanges: false, extraBytes: 0, corrupts: false, changesTags: false, listsNamesOnly: false, busy: 0, brokenUploads: 0,
    answerDelayMs: 0, partBytes: Infinity, denies: false, tokenSeconds: 8 * 3600,
  };
  const requests: string[] = [];
  let sentBytes = 0;
  const signIn = createSignIn(headers, faults);
  const receiver = createReceiver(headers, faults, signIn.issued);
  let tags = 0;

  const refuse = (response: ServerResponse, status: number, code: string) =>
    response.writeHead(status, { ...headers, "X-Error-Code": code }).end(JSON.stringify({ error: code }));
  const modelAt = (id: string, revision: string): HubModel | "RepoNotFound" | "RevisionNotFound" => {
    const model = models[id];
    if (model === undefined) return "RepoNotFound";
    return [model.commit, "main", ...(model.revisions ?? [])].includes(revision) ? model : "RevisionNotFound";
  };

  function list(model: HubModel, response: ServerResponse) {
    const siblings = [...model.files].map(([rfilename, bytes]) => ({
      rfilename,
      ...(!faults.listsNamesOnly && {
        size: bytes.length,
        blobId: hash("sha1", `blob ${bytes.length}\0`, bytes),
        ...(bytes.length >= largeBytes && { lfs: { sha256: hash("sha256", bytes), size: bytes.length, pointerSize: 134 } }),
      }),
    }));
    response.writeHead(200, { ...headers, "Content-Type": "application/json" }).end(JSON.stringify({ sha: model.commit, siblings }));
  }

  function send(request: IncomingMessage, response: ServerResponse, model: HubModel, stored: Uint8Array) {
    const content = new Uint8Array(stored.length + faults.extraBytes);
    content.set(stored);
    if (faults.corrupts && stored.length >= largeBytes) content[stored.length - 1] = (content[stored.length - 1] ?? 0) ^ 1;
    const [, start, last] = (!faults.ignoresRanges && /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? "")) || [];
    const body = content.subarray(Number(start ?? 0), last ? Number(last) + 1 : content.length);
    const tag = faults.changesTags ? `"${++tags}"` : `"${hash("sha256", stored)}"`;
    response.writeHead(start === undefined ? 200 : 206, {
      ...headers,
      ETag: tag,
      "Accept-Ranges": "bytes",
      "X-Repo-Commit": model.commit,
      "Content-Length": body.length,
      ...(start !== undefined && { "Content-Range": `bytes ${start}-${Number(start) + body.length - 1}/${content.length}` }),
    });
    if (request.method === "HEAD") return response.end();
    if (faults.cuts > 0 && stored.length >= largeBytes) {
      faults.cuts--;
      // Once these bytes have come, the connection is gone: a busy page that has not read them yet would lose them with it.
      const part = body.subarray(0, faults.cutAfterBytes);
      sentBytes += part.length;
      return response.write(part, () => setTimeout(() => response.destroy(), cutDelayMs));
    }
    sentBytes += body.length;
    return response.end(body);
  }

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://hub");
    const path = decodeURIComponent(url.pathname);
    requests.push([request.method, path, request.headers.range].filter(Boolean).join(" "));
    if (request.method === "OPTIONS") return response.writeHead(204, headers).end();
    if (faults.busy > 0) {
      faults.busy--;
      return refuse(response, 503, "Busy");
    }
    if (signIn.takes(path)) return void signIn.receive(request, response, url);
    if (receiver.takes(request, path)) return void receiver.receive(request, response, path);
    const [, asked, listed] = /^\/api\/(?:models\/)?(.+?)\/revision\/(.+)$/.exec(path) ?? [];
    const [, place, id, revision, name] = /^\/(?:(cdn)\/)?(.+?)\/resolve\/([^/]+|refs\/pr\/\d+)\/(.+)$/.exec(path) ?? [];
    const model = modelAt(asked ?? id ?? "", listed ?? revision ?? "");
    // As the real one, it does not tell what is private from what is not there.
    if (model === "RepoNotFound") return refuse(response, 401, model);
    if (model === "RevisionNotFound") return refuse(response, 404, model);
    if (asked !== undefined) return list(model, response);
    const bytes = model.files.get(name ?? "");
    if (bytes === undefined) return refuse(response, 404, "EntryNotFound");
    if (place === undefined && bytes.length >= largeBytes) {
      return response.writeHead(302, { ...headers, Location: `/cdn${path}`, "X-Linked-Size": bytes.length, "X-Linked-ETag": `"${hash("sha256", bytes)}"` }).end();
    }
    return send(request, response, model, bytes);
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const { port: taken } = server.address() as AddressInfo; // a server that listens on a port has one
  return {
    endpoint: `http://127.0.0.1:${taken}`,
    faults,
    requests,
    get sentBytes() {
      return sentBytes;
    },
    repositories: receiver.repositories,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => void server.close(() => resolve()));
    },
  };
}
