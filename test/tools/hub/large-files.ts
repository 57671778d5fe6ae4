/** Git LFS as a hub speaks it: large files by their SHA-256, whole or, beyond a size, in parts. */
import { createHash } from "node:crypto";
import * as v from "valibot";
import type { HubFaults } from "./server.ts";

export interface LargeObject {
  readonly oid: string;
  readonly size: number;
}

const completionSchema = v.object({ oid: v.string(), parts: v.array(v.object({ partNumber: v.number(), etag: v.string() })) });
const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

export function createLargeFiles(faults: Pick<HubFaults, "partBytes">) {
  /** All repositories share them. */
  const files = new Map<string, Uint8Array>();
  /** By their addresses. */
  const parts = new Map<string, Uint8Array>();

  function keep(oid: string, bytes: Uint8Array): void {
    if (sha256(bytes) !== oid) throw new Error("the bytes have another SHA-256");
    files.set(oid, bytes);
  }

  function placeOf({ oid, size }: LargeObject, host: string): object {
    const { partBytes } = faults;
    if (size <= partBytes) return { href: `${host}/lfs/${oid}` };
    const addresses = Array.from({ length: Math.ceil(size / partBytes) }, (_, i) => [String(i + 1).padStart(5, "0"), `${host}/lfs/${oid}/${i + 1}`]);
    return { href: `${host}/lfs/${oid}/whole`, header: { chunk_size: String(partBytes), ...Object.fromEntries(addresses) } };
  }

  return {
    get: (oid: string) => files.get(oid),
    /** Where what is not there yet is to be sent. */
    places: (objects: readonly LargeObject[], host: string) =>
      objects.map((each) => ({ ...each, ...(!files.has(each.oid) && { actions: { upload: placeOf(each, host) } }) })),
    /** @returns the ETag of what has come */
    take(path: string, bytes: Buffer): string {
      const [, oid = "", part] = /^\/lfs\/([^/]+)(?:\/(.+))?$/.exec(path) ?? [];
      if (part === undefined) keep(oid, bytes);
      else if (part !== "whole") parts.set(path, bytes);
      else {
        const { parts: named } = v.parse(completionSchema, JSON.parse(bytes.toString()));
        const found = named.map(({ partNumber, etag }) => {
          const one = parts.get(`/lfs/${oid}/${partNumber}`);
          if (one === undefined || etag !== `"${sha256(one)}"`) throw new Error(`part ${partNumber} has not come`);
          return one;
        });
        keep(oid, Buffer.concat(found));
      }
      return `"${sha256(bytes)}"`;
    },
  };
}
