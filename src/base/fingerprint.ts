import { digest } from "./digest.ts";
import type { NamedFile } from "./files.ts";

const purpose = "to identify imported files";

/**
 * SHA-256 over names, lengths and bytes of files in order of name: the identity of an imported teacher or text.
 * @throws Unsupported as `digest`
 */
export async function fingerprintOf(files: readonly NamedFile[]): Promise<string> {
  const sorted = [...files].sort((a, b) => (a.name < b.name ? -1 : 1));
  const digests = await Promise.all(
    sorted.map(async ({ name, bytes }) => {
      return `${name}\n${bytes.byteLength}\n${await digest("SHA-256", new Uint8Array(bytes), purpose)}`;
    }),
  );
  return digest("SHA-256", new TextEncoder().encode(digests.join("\n")), purpose);
}
