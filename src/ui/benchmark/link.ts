/**
 * A benchmark in a link: `b1.<base64url of deflated JSON>.<checksum>`. It lives in the fragment, which no server sees.
 * Links are cut off by chat programs and written by strangers: length, checksum, inflated size and schema are checked
 * before anything is believed.
 */
import { Inflate, deflateSync } from "fflate";
import { Refused } from "../../base/errors.ts";
import { deriveSeed } from "../../base/random.ts";
import { parseJson } from "../../formats/json.ts";
import { parse } from "../../study/parse.ts";
import { benchmarkSchema, type Benchmark } from "./record.ts";

const prefix = "b1";
const mostCharacters = 32_000;
const mostBytes = 256_000;
/** A slice this small inflates to a megabyte at most, so the limit is noticed in time. */
const sliceBytes = 1024;

/** Four significant digits: more than any interval here can tell. */
const rounded = (_key: string, value: unknown) =>
  typeof value === "number" && !Number.isInteger(value) ? Number(value.toPrecision(4)) : value;

const checksumOf = (body: string) => deriveSeed(0, body).toString(36);

export function encodeBenchmark(benchmark: Benchmark): string {
  const bytes = deflateSync(new TextEncoder().encode(JSON.stringify(benchmark, rounded)), { level: 9 });
  const body = btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
  return `${prefix}.${body}.${checksumOf(body)}`;
}

/**
 * Reads a fragment, or a whole link that ends in one.
 * @throws Refused where it is no benchmark's link, damaged, too long or of another form
 */
export function decodeBenchmark(link: string): Benchmark {
  const fragment = link.trim().replace(/^[^#]*#/, "");
  if (fragment.length > mostCharacters) throw new Refused(`the link is too long: ${fragment.length} characters`);
  const [version, body, checksum] = fragment.split(".");
  if (version !== prefix || body === undefined) throw new Refused(`this is not a benchmark's link: ${fragment.slice(0, 40)}`);
  if (checksum !== checksumOf(body)) throw new Refused(`the link is damaged, perhaps cut off: …${fragment.slice(-12)}`);
  return parse(benchmarkSchema, parseJson(inflated(bytesOf(body)), "the link"), "the link");
}

function bytesOf(body: string): Uint8Array {
  try {
    return Uint8Array.from(atob(body.replaceAll("-", "+").replaceAll("_", "/")), (character) => character.charCodeAt(0));
  } catch {
    throw new Refused(`the link holds characters that none has: ${body.slice(0, 40)}`);
  }
}

function inflated(bytes: Uint8Array): string {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let text = "";
  let size = 0;
  const stream = new Inflate((chunk, final) => {
    size += chunk.length;
    if (size > mostBytes) throw new Refused(`the link unpacks to more than ${mostBytes} bytes`);
    text += decoder.decode(chunk, { stream: !final });
  });
  try {
    for (let start = 0; start < bytes.length; start += sliceBytes)
      stream.push(bytes.subarray(start, start + sliceBytes), start + sliceBytes >= bytes.length);
  } catch (thrown) {
    if (thrown instanceof Refused) throw thrown;
    throw new Refused(`the link cannot be unpacked: ${bytes.length} bytes`);
  }
  return text;
}
