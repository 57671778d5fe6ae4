/** Untrusted JSON: damage is told with its place, and what could harm the reader is refused. */
import { Refused } from "../base/errors.ts";
import { shown } from "../study/parse.ts";

/** Deeper than anything of ours; recursive readers behind this point cannot run out of stack. */
const deepest = 64;

type Expected = "a value" | "a value or ]" | "a name" | "a name or }" | "a colon" | "a comma or the end" | "nothing more";

export interface JsonFault {
  /** Index of the first character that cannot be part of JSON; the text's length where it ends too early. */
  readonly position: number;
  readonly expected: Expected | "the end of the string";
}

/** Browsers word this differently or not at all, so the place is found here; only damaged text comes this way. */
export function jsonFault(text: string): JsonFault {
  const blank = /[ \t\r\n]*/y;
  const scalar = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
  const open: ("{" | "[")[] = [];
  let expected: Expected = "a value";
  let position = 0;
  const skip = (pattern: RegExp) => {
    pattern.lastIndex = position;
    const length = pattern.exec(text)?.[0].length ?? 0;
    position += length;
    return length > 0;
  };
  const afterValue = (): Expected => (open.length > 0 ? "a comma or the end" : "nothing more");

  for (;;) {
    skip(blank);
    const character = text[position];
    const wantsValue: boolean = expected === "a value" || expected === "a value or ]";
    const wantsName: boolean = expected === "a name" || expected === "a name or }";
    const closes =
      (character === "]" && open.at(-1) === "[" && (expected === "a value or ]" || expected === "a comma or the end")) ||
      (character === "}" && open.at(-1) === "{" && (expected === "a name or }" || expected === "a comma or the end"));
    if (closes) {
      open.pop();
      expected = afterValue();
    } else if (character === "," && expected === "a comma or the end") {
      expected = open.at(-1) === "{" ? "a name" : "a value";
    } else if (character === ":" && expected === "a colon") {
      expected = "a value";
    } else if (character === '"' && (wantsName || wantsValue)) {
      const end = endOfString(text, position);
      if (!end.closed) return { position: end.position, expected: "the end of the string" };
      position = end.position;
      expected = wantsName ? "a colon" : afterValue();
      continue;
    } else if ((character === "{" || character === "[") && wantsValue) {
      open.push(character);
      expected = character === "{" ? "a name or }" : "a value or ]";
    } else if (wantsValue && skip(scalar)) {
      expected = afterValue();
      continue;
    } else {
      return { position, expected };
    }
    position++;
  }
}

function endOfString(text: string, start: number): { position: number; closed: boolean } {
  const escape = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
  let position = start + 1;
  while (position < text.length) {
    const character = text.charAt(position);
    if (character === '"') return { position: position + 1, closed: true };
    if (character < " ") break;
    escape.lastIndex = position;
    const step = character === "\\" ? (escape.exec(text)?.[0].length ?? 0) : 1;
    if (step === 0) break;
    position += step;
  }
  return { position, closed: false };
}

/**
 * @param what the file or link, for messages
 * @throws Refused where the text is no JSON (with line and column), nests too deeply, or names a key `__proto__`
 */
export function parseJson(text: string, what: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (thrown) {
    if (!(thrown instanceof SyntaxError)) throw thrown;
    const { position, expected } = jsonFault(text);
    const before = text.slice(0, position).split("\n");
    const found = position < text.length ? shown(text.slice(position, position + 12)) : "the end of the file";
    throw new Refused(
      `${what} is damaged: at line ${before.length}, column ${(before.at(-1) ?? "").length + 1} ` +
        `(character ${position}) there should be ${expected}, found ${found}`,
      what,
    );
  }
  refuseHostile(value, what);
  return value;
}

/** A walk without recursion: the depth is not ours to choose. */
function refuseHostile(value: unknown, what: string): void {
  const pending: { value: unknown; depth: number }[] = [{ value, depth: 1 }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (typeof next.value !== "object" || next.value === null) continue;
    const depth = next.depth;
    if (depth > deepest) throw new Refused(`${what} nests more than ${deepest} levels deep`, what);
    if (Object.hasOwn(next.value, "__proto__")) {
      throw new Refused(`${what} has a name that is never allowed: "__proto__"`, what);
    }
    for (const child of Object.values(next.value)) pending.push({ value: child, depth: depth + 1 });
  }
}

/** A JSON object that is neither null nor an array. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Indented JSON that a person can read: what fits into a line stays on one. */
export function prettyJson(value: unknown, indent = ""): string {
  const line = JSON.stringify(value);
  const inner = `${indent}  `;
  if (typeof value !== "object" || value === null || indent.length + line.length <= 100) return line;
  const [first, last, parts] = Array.isArray(value)
    ? ["[", "]", value.map((item) => prettyJson(item, inner))]
    : ["{", "}", Object.entries(value).map(([name, item]) => `${JSON.stringify(name)}: ${prettyJson(item, inner)}`)];
  return `${first}\n${parts.map((part) => inner + part).join(",\n")}\n${indent}${last}`;
}
