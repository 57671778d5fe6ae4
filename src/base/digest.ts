import { Unsupported } from "./errors.ts";

/**
 * A cryptographic hash in hexadecimal digits.
 * @param purpose what it is wanted for, "to …"
 * @throws Unsupported outside secure contexts (https or localhost), where browsers keep the digest away
 */
export async function digest(algorithm: "SHA-256" | "SHA-1", bytes: Uint8Array<ArrayBuffer>, purpose: string): Promise<string> {
  if (!globalThis.crypto?.subtle) throw new Unsupported(`this page needs https (or localhost) ${purpose}`);
  const hash = new Uint8Array(await crypto.subtle.digest(algorithm, bytes));
  return [...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
