/**
 * A study in the fragment of a link, which browsers never send to a server:
 * `#s1.<base64url of deflated JSON>.<CRC-32 of those characters, hexadecimal>`; deflated with a preset dictionary.
 *
 * A link is rounded (see share-columns.ts); the study file is not. Reading one starts nothing and costs at most
 * `largestLink` characters and `largestContent` bytes.
 */
import { Refused } from "../base/errors.ts";
import { shown } from "../study/parse.ts";
import type { Study } from "../study/study.ts";
import { crc32 } from "./crc32.ts";
import { deflated, inflated } from "./deflate.ts";
import { parseJson } from "./json.ts";
import { fromColumns, toColumns } from "./share-columns.ts";
import { shareDictionary } from "./share-dictionary.ts";

const version = 1;
const what = "the link";

/** Characters of a fragment: far more than any study needs, and little work to refuse. */
export const largestLink = 200_000;
export const largestContent = 2_000_000;

/** What a link of this many characters survives: mail and chat cut long ones, browsers' address bars longer ones. */
const tiers = [
  { tier: "safe", characters: 2000 },
  { tier: "long", characters: 8000 },
  { tier: "config-only-advised", characters: Infinity },
] as const;
export type ShareTier = (typeof tiers)[number]["tier"];

export interface Share {
  /** With its `#`. */
  readonly fragment: string;
  readonly length: number;
  /** `config-only-advised`: share the study without its trials, and a study file. */
  readonly tier: ShareTier;
}

/** @throws Refused when not even browsers would carry the link; a study file always can */
export async function encodeShare(study: Study): Promise<Share> {
  const content = new TextEncoder().encode(JSON.stringify(toColumns(study)));
  const payload = base64url(deflated(content, shareDictionary));
  const fragment = `#s${version}.${payload}.${checksum(payload)}`;
  const length = fragment.length;
  if (length > largestLink || content.length > largestContent) {
    throw new Refused(`the study is too large for a link; share its file: a link has at most ${largestLink} characters, got ${length}`);
  }
  const tier = tiers.find(({ characters }) => length <= characters)?.tier ?? "config-only-advised";
  return { fragment, length, tier };
}

/**
 * @param fragment with or without its `#`
 * @throws Refused, saying whether the link is cut off, damaged, hostile or from a newer version
 */
export async function decodeShare(fragment: string): Promise<Study> {
  if (fragment.length > largestLink) {
    throw new Refused(`${what} is too long: it may have ${largestLink} characters, got ${fragment.length}`);
  }
  // Mail breaks long links into lines.
  const [, codec, payload, sum] = /^#?s(\d+)\.([^.]*)(?:\.(.*))?$/.exec(fragment.replace(/\s+/g, "")) ?? [];
  if (codec === undefined || payload === undefined) throw new Refused(`${what} leads to no study: ${shown(fragment)}`);
  if (Number(codec) !== version) {
    throw new Refused(
      `${what} was made by another version of this page, which reads version ${version}: reload the page to get the newest, got version ${codec}`,
    );
  }
  if (sum === undefined || sum.length < 8) throw new Refused(`${what} is cut off: it ends with ${shown(fragment.slice(-8))}`);
  if (sum !== checksum(payload)) {
    throw new Refused(`${what} is damaged or cut off: its checksum should be ${checksum(payload)}, got ${shown(sum)}`);
  }
  const content = inflated(bytesOf(payload), shareDictionary, largestContent, what);
  return fromColumns(parseJson(textOf(content), what), what);
}

const checksum = (payload: string) => crc32(new TextEncoder().encode(payload)).toString(16).padStart(8, "0");

function base64url(bytes: Uint8Array): string {
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

function bytesOf(payload: string): Uint8Array {
  if (!/^[A-Za-z0-9_-]*$/.test(payload) || payload.length % 4 === 1) {
    throw new Refused(`${what} is damaged: it has characters that no link has`);
  }
  const binary = atob(payload.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

function textOf(content: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(content);
  } catch {
    throw new Refused(`${what} is damaged: it holds no text`);
  }
}
