import * as v from "valibot";
import { Refused } from "../base/errors.ts";

/** The value as text, short enough for a message. */
export function shown(value: unknown): string {
  // NaN and Infinity are null in JSON.
  const text = typeof value === "number" ? String(value) : (JSON.stringify(value) ?? String(value));
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

/** A message of the schema's own without the value, which is told at the end. */
const untold = (message: string) => message.replace(/(:| but) received .*$/is, "");

/**
 * Checks untrusted data against a schema.
 * @throws Refused naming `what`, the path of the first wrong field and its value
 */
export function parse<S extends v.GenericSchema>(schema: S, value: unknown, what: string): v.InferOutput<S> {
  const result = v.safeParse(schema, value, { abortEarly: true });
  if (result.success) return result.output;
  const issue = result.issues[0];
  const path = v.getDotPath(issue) ?? "";
  if (issue.type !== "strict_object" || issue.path?.at(-1)?.origin !== "key")
    throw new Refused(`${what}: ${path || "the value"} is wrong: ${untold(issue.message)}, got ${shown(issue.input)}`, path);
  if (issue.received === "undefined") throw new Refused(`${what}: ${path} is missing, got undefined`, path);
  const parent = path.includes(".") ? ` in ${path.slice(0, path.lastIndexOf("."))}` : "";
  throw new Refused(`${what}: unknown key${parent}: ${shown(issue.input)}`, path);
}
