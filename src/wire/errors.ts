/** Errors keep their class, field and stack on their way between workers; comlink alone would flatten them. */
import { transferHandlers } from "comlink";
import { Cancelled, Diverged, Lost, Refused, Unsupported } from "../base/errors.ts";

/** What travels: only text, so it always survives structured clone. */
type Thrown =
  | { readonly kind: "error"; readonly name: string; readonly message: string; readonly stack?: string; readonly field?: string }
  | { readonly kind: "value"; readonly value: unknown };

const classes = new Map<string, new (message: string) => Error>(Object.entries({ Unsupported, Lost, Diverged, Cancelled }));

export function packThrown(value: unknown): Thrown {
  if (!(value instanceof Error)) return { kind: "value", value };
  const { name, message, stack } = value;
  const field = value instanceof Refused ? value.field : undefined;
  return { kind: "error", name, message, ...(stack !== undefined && { stack }), ...(field !== undefined && { field }) };
}

export function unpackThrown(thrown: Thrown): unknown {
  if (thrown.kind === "value") return thrown.value;
  const { name, message, stack, field } = thrown;
  const error = build(name, message, field);
  // The place where it happened is more use than the place where it arrived.
  if (stack !== undefined) error.stack = stack;
  return error;
}

function build(name: string, message: string, field: string | undefined): Error {
  if (name === "Refused") return new Refused(message, field);
  const known = classes.get(name);
  return known ? new known(message) : Object.assign(new Error(message), { name });
}

/** Replaces comlink's own way of carrying exceptions, on whichever side this runs. */
export function carryErrors(): void {
  const comlinks = transferHandlers.get("throw");
  if (!comlinks) throw new Error('comlink has no handler called "throw" to replace');
  transferHandlers.set("throw", {
    canHandle: comlinks.canHandle,
    serialize: (marked) => [packThrown((marked as { value: unknown }).value), []],
    deserialize: (thrown) => {
      throw unpackThrown(thrown as Thrown);
    },
  });
}
