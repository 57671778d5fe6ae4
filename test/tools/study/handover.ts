/** Files between this machine and the page, over the page's own address: no size is too large, nothing is encoded. */
import { randomUUID } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { dirname } from "node:path";
import { pipeline } from "node:stream/promises";

export interface Handover {
  /** Goes in front of the server's own answers. */
  middleware(request: IncomingMessage, response: ServerResponse, next: () => void): void;
  /** @returns the path, relative to the page, where the page finds the file */
  offer(file: string): string;
  /** @returns the path, relative to the page, to which the page posts what is to be written to the file */
  accept(file: string): string;
}

/** Paths are unguessable and stand for files chosen here; nothing else can be read or written. */
export function createHandover(): Handover {
  const offered = new Map<string, string>();
  const accepted = new Map<string, string>();
  const note = (files: Map<string, string>, file: string) => {
    const path = `handover/${randomUUID()}`;
    files.set(path, file);
    return path;
  };

  async function send(file: string, response: ServerResponse) {
    response.writeHead(200, { "Content-Type": "application/octet-stream", "Cache-Control": "no-store" });
    await pipeline(createReadStream(file), response);
  }
  async function receive(file: string, request: IncomingMessage, response: ServerResponse) {
    await mkdir(dirname(file), { recursive: true });
    await pipeline(request, createWriteStream(file));
    response.writeHead(204).end();
  }

  return {
    middleware(request, response, next) {
      const path = /handover\/[0-9a-f-]{36}$/.exec(request.url ?? "")?.[0] ?? "";
      const file = (request.method === "POST" ? accepted : offered).get(path);
      if (file === undefined) return next();
      const done = request.method === "POST" ? receive(file, request, response) : send(file, response);
      // The page sees a broken answer and says so.
      done.catch(() => response.destroy());
    },
    offer: (file) => note(offered, file),
    accept: (file) => note(accepted, file),
  };
}
