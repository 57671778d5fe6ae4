/** An interface as seen from another thread: arguments and results are copies, every method returns a promise. */
export type Remote<T> = {
  readonly [Name in keyof T]: T[Name] extends (...given: infer Arguments) => infer Result
    ? (...given: Arguments) => Promise<Awaited<Result>>
    : never;
};

/**
 * A port whose methods are elsewhere: whatever is asked for by name is a call. A port is no promise, so awaiting it
 * must not call a method `then`.
 */
export function portOf<T extends object>(call: (method: string, given: unknown[]) => Promise<unknown>): Remote<T> {
  return new Proxy({} as Remote<T>, {
    get: (_, name) =>
      typeof name === "string" && name !== "then" ? (...given: unknown[]) => call(name, given) : undefined,
  });
}
