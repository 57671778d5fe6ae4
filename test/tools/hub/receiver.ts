/** The side of a hub that takes models: who may write, repositories, Git LFS, commits. */
import { createHash } from "node:crypto";
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";
import { setTimeout } from "node:timers/promises";
import * as v from "valibot";
import { bodyOf } from "./body.ts";
import { createLargeFiles } from "./large-files.ts";
import type { HubFaults } from "./server.ts";
import { account } from "./sign-in.ts";

export interface HubRepository {
  readonly private: boolean;
  readonly files: Map<string, Uint8Array>;
  readonly commits: { readonly title: string; readonly oid: string }[];
  /** Made by a page for someone who signed in there: such pages may write to nothing else. */
  readonly byPage?: boolean;
}

/** Access tokens and what they stand for. */
export const hubTokens = { writer: "hf_writer", reader: "hf_reader" } as const;

const createSchema = v.object({ name: v.string(), organization: v.string(), visibility: v.picklist(["private", "public"]), type: v.literal("model") });
const preuploadSchema = v.object({ files: v.array(v.object({ path: v.string(), size: v.number(), sample: v.string() })) });
const batchSchema = v.object({ operation: v.literal("upload"), objects: v.array(v.object({ oid: v.string(), size: v.number() })) });
const lineSchema = v.variant("key", [
  v.object({ key: v.literal("header"), value: v.object({ summary: v.string() }) }),
  v.object({ key: v.literal("file"), value: v.object({ path: v.string(), content: v.string(), encoding: v.literal("base64") }) }),
  v.object({ key: v.literal("lfsFile"), value: v.object({ path: v.string(), algo: v.literal("sha256"), oid: v.string(), size: v.number() }) }),
]);

/** A refusal with its HTTP status. */
class Status extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** @param issued to people who signed in, with what they allow */
export function createReceiver(headers: OutgoingHttpHeaders, faults: HubFaults, issued: ReadonlyMap<string, readonly string[]>) {
  const repositories = new Map<string, HubRepository>();
  const large = createLargeFiles(faults);

  const roleOf = ({ headers: { authorization } }: IncomingMessage) => {
    if (issued.get((authorization ?? "").replace("Bearer ", ""))?.includes("contribute-repos") === true) return "contribute";
    if (authorization === `Bearer ${hubTokens.writer}`) return "write";
    if (authorization === `Bearer ${hubTokens.reader}`) return "read";
    throw new Status(401, "Invalid username or password.");
  };
  const mayWrite = (request: IncomingMessage, id: string) => {
    const role = roleOf(request);
    const kept = repositories.get(id);
    const others = role === "contribute" && kept !== undefined && kept.byPage !== true;
    if (role === "read" || others || !id.startsWith(`${account}/`)) throw new Status(403, `You don't have the rights to write to "${id}"`);
  };
  const writable = (request: IncomingMessage, id: string): HubRepository => {
    mayWrite(request, id);
    const repository = repositories.get(id);
    if (repository === undefined) throw new Status(404, "Repository not found");
    return repository;
  };

  const jsonOf = async (request: IncomingMessage): Promise<unknown> => JSON.parse((await bodyOf(request)).toString());

  function commit(repository: HubRepository, id: string, body: Buffer, host: string) {
    const lines = body.toString().split("\n").map((line) => v.parse(lineSchema, JSON.parse(line)));
    const oid = createHash("sha1").update(body).digest("hex");
    for (const line of lines) {
      if (line.key === "header") repository.commits.push({ title: line.value.summary, oid });
      else if (line.key === "file") repository.files.set(line.value.path, Buffer.from(line.value.content, "base64"));
      else {
        const bytes = large.get(line.value.oid);
        if (bytes?.length !== line.value.size) throw new Status(400, `the large file ${line.value.path} has not come`);
        repository.files.set(line.value.path, bytes);
      }
    }
    return { success: true, commitOid: oid, commitUrl: `${host}/${id}/commit/${oid}`, hookOutput: "" };
  }

  async function answer(request: IncomingMessage, response: ServerResponse, path: string): Promise<unknown> {
    const host = `http://${request.headers.host}`;
    const [, asked = "", step = ""] = /^\/api\/models\/(.+?)\/(preupload|commit|revision)\//.exec(path) ?? [];
    if (path === "/api/repos/create") {
      const { name, organization, visibility } = v.parse(createSchema, await jsonOf(request));
      const id = `${organization}/${name}`;
      mayWrite(request, id);
      if (repositories.has(id)) throw new Status(409, "You already created this model repo");
      repositories.set(id, { private: visibility === "private", files: new Map(), commits: [], byPage: roleOf(request) === "contribute" });
      return { url: `${host}/${id}`, id: "1" };
    }
    if (step === "revision") return { _id: "1", id: asked, private: repositories.get(asked)?.private, lastModified: "2026-01-01T00:00:00.000Z" };
    if (step === "preupload") {
      writable(request, asked);
      const { files } = v.parse(preuploadSchema, await jsonOf(request));
      return { files: files.map((file) => ({ path: file.path, uploadMode: /\.(safetensors|onnx)$/.test(file.path) ? "lfs" : "regular" })) };
    }
    if (step === "commit") return commit(writable(request, asked), asked, await bodyOf(request), host);
    if (path.endsWith(".git/info/lfs/objects/batch")) {
      writable(request, path.slice(1).replace(/\.git\/.*/, ""));
      const { objects } = v.parse(batchSchema, await jsonOf(request));
      return { transfer: "basic", objects: large.places(objects, host) };
    }
    if (request.headers.authorization !== undefined) throw new Status(400, "a signed address takes no other proof");
    response.setHeader("ETag", large.take(path, await bodyOf(request)));
    return {};
  }

  return {
    repositories,
    /** Whether a request is about what was, or is to be, pushed. */
    takes: ({ method }: IncomingMessage, path: string) => method === "POST" || method === "PUT" || repositories.has(/^\/api\/models\/(.+?)\/revision\/HEAD$/.exec(path)?.[1] ?? ""),
    async receive(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
      if (request.method === "PUT" && faults.brokenUploads > 0) {
        faults.brokenUploads--;
        request.once("data", () => response.destroy());
        return;
      }
      try {
        const body = JSON.stringify(await answer(request, response, path));
        if (request.method === "PUT") await setTimeout(faults.answerDelayMs);
        response.writeHead(200, { ...headers, "Content-Type": "application/json" }).end(body);
      } catch (thrown) {
        const [status, error] = thrown instanceof Status ? [thrown.status, thrown.message] : [500, String(thrown)];
        response.writeHead(status, { ...headers, "Content-Type": "application/json" }).end(JSON.stringify({ error }));
      }
    },
  };
}
