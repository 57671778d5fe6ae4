import { digest } from "../../base/digest.ts";
import { Refused } from "../../base/errors.ts";
import { shown } from "../../study/parse.ts";
import type { HubFile } from "./listing.ts";

const purpose = "to check files from a hub";

/** A file's hash as git counts it: over its length and its content. */
function gitDigest(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const header = new TextEncoder().encode(`blob ${bytes.byteLength}\0`);
  const whole = new Uint8Array(header.length + bytes.length);
  whole.set(header);
  whole.set(bytes, header.length);
  return digest("SHA-1", whole, purpose);
}

/** @throws Refused where the bytes are not those that the hub lists */
export async function verify(file: HubFile, content: Blob): Promise<void> {
  if (file.sizeBytes !== null && content.size !== file.sizeBytes) {
    throw new Refused(`${file.name} has another size than the hub lists: ${file.sizeBytes} bytes, got ${content.size}`, "teacher");
  }
  if (file.hash === null) return;
  const bytes = new Uint8Array(await content.arrayBuffer());
  const found = file.hash.kind === "sha256" ? await digest("SHA-256", bytes, purpose) : await gitDigest(bytes);
  if (found !== file.hash.hex) {
    throw new Refused(`${file.name} is not what the hub lists: its hash should be ${file.hash.hex}, got ${shown(found)}; fetch it again`, "teacher");
  }
}
