import { portOf, type Remote } from "./port.ts";

/**
 * An object that is still being made, callable at once: every call waits for it. For a worker that has to `serve`
 * before its first `await`.
 */
export function later<T extends object>(made: Promise<T>): Remote<T> {
  // Each call hears why the object could not be made; before the first one, nobody is there to.
  made.catch(() => undefined);
  return portOf<T>(async (name, given) => calling(await made, name, given));
}

/** An object that is made when it is first called. For a worker that may never be needed. */
export function whenCalled<T extends object>(make: () => T): Remote<T> {
  let made: T | null = null;
  return portOf<T>(async (name, given) => calling((made ??= make()), name, given));
}

function calling(target: object, name: string, given: unknown[]): unknown {
  const method: unknown = Reflect.get(target, name);
  if (typeof method !== "function") throw new TypeError(`there is no method "${name}"`);
  return method.apply(target, given) as unknown;
}
