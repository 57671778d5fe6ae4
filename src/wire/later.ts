import type { Remote } from "./hire.ts";

/**
 * An object that is still being made, callable at once: every call waits for it. For a worker that has to `serve`
 * before its first `await`.
 */
export function later<T extends object>(made: Promise<T>): Remote<T> {
  // Each call hears why the object could not be made; before the first one, nobody is there to.
  made.catch(() => undefined);
  const call = async (name: string, given: unknown[]) => {
    const target = (await made) as Record<string, unknown>;
    const method = target[name];
    if (typeof method !== "function") throw new TypeError(`there is no method "${name}"`);
    return method.apply(target, given) as unknown;
  };
  // A port is no promise, so awaiting it must not call a method `then`.
  return new Proxy({} as Remote<T>, {
    get: (_, name) =>
      typeof name === "string" && name !== "then" ? (...given: unknown[]) => call(name, given) : undefined,
  });
}
