import { Unsupported } from "./errors.ts";
import type { NamedFile } from "./files.ts";

/**
 * SHA-256 over names, lengths and bytes of files in order of name: the identity of an imported teacher or text.
 * @throws Unsupported outside secure contexts (https or localhost), where browsers keep the digest away
 */
export async function fingerprintOf(files: readonly NamedFile[]): Promise<string> {
  if (!globalThis.crypto?.subtle) throw new Unsupported("this page needs https (or localhost) to identify imported files");
  const sorted = [...files].sort((a, b) => (a.name < b.name ? -1 : 1));
  const digests = await Promise.all(
    sorted.map(async ({ name, bytes }) => {
      const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new Uint8Array(bytes)));
      return `${name}\n${bytes.byteLength}\n${hexadecimal(digest)}`;
    }),
  );
  const all = new TextEncoder().encode(digests.join("\n"));
  return hexadecimal(new Uint8Array(await crypto.subtle.digest("SHA-256", all)));
}

function hexadecimal(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
