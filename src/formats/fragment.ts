/**
 * JSON in the fragment of a link, which browsers never send to a server:
 * `#<letter><version>.<base64url of deflated JSON>.<CRC-32 of those characters, hexadecimal>`.
 *
 * Links are cut off by chat programs and written by strangers: version, length, checksum and inflated size are checked
 * before anything is believed. What the JSON means is the caller's to check.
 */
import { base64url } from "../base/base64url.ts";
import { Refused } from "../base/errors.ts";
import { shown } from "../study/parse.ts";
import { crc32 } from "./crc32.ts";
import { deflated, inflated } from "./deflate.ts";
import { parseJson } from "./json.ts";

export interface FragmentForm {
  /** What the link leads to: "study". */
  readonly content: string;
  readonly letter: string;
  readonly version: number;
  /** Text that both sides know; part of the form, so that it never changes within a version. */
  readonly dictionary: Uint8Array;
  readonly largestCharacters: number;
  readonly largestBytes: number;
}

const what = "the link";

/** With its `#`. @throws Refused when it would be too large to be read again */
export function writeFragment(form: FragmentForm, value: unknown): string {
  const bytes = new TextEncoder().encode(JSON.stringify(value));
  const payload = base64url(deflated(bytes, form.dictionary));
  const fragment = `#${form.letter}${form.version}.${payload}.${checksum(payload)}`;
  if (fragment.length > form.largestCharacters || bytes.length > form.largestBytes) {
    throw new Refused(
      `the ${form.content} is too large for a link; share its file: a link has at most ${form.largestCharacters} characters, got ${fragment.length}`,
    );
  }
  return fragment;
}

/**
 * @param fragment with or without its `#`
 * @throws Refused, saying whether the link is cut off, damaged, hostile or from a newer version
 */
export function readFragment(form: FragmentForm, fragment: string): unknown {
  if (fragment.length > form.largestCharacters) {
    throw new Refused(`${what} is too long: it may have ${form.largestCharacters} characters, got ${fragment.length}`);
  }
  // Mail breaks long links into lines.
  const [, letter, version, payload, sum] = /^#?([a-z])(\d+)\.([^.]*)(?:\.(.*))?$/.exec(fragment.replace(/\s+/g, "")) ?? [];
  if (letter !== form.letter || payload === undefined) throw new Refused(`${what} leads to no ${form.content}: ${shown(fragment)}`);
  if (Number(version) !== form.version) {
    throw new Refused(
      `${what} was made by another version of this page, which reads version ${form.version}: reload the page to get the newest, got version ${version}`,
    );
  }
  if (sum === undefined || sum.length < 8) throw new Refused(`${what} is cut off: it ends with ${shown(fragment.slice(-8))}`);
  if (sum !== checksum(payload)) {
    throw new Refused(`${what} is damaged or cut off: its checksum should be ${checksum(payload)}, got ${shown(sum)}`);
  }
  return parseJson(textOf(inflated(bytesOf(payload), form.dictionary, form.largestBytes, what)), what);
}

const checksum = (payload: string) => crc32(new TextEncoder().encode(payload)).toString(16).padStart(8, "0");

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
