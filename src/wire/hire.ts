import { wrap } from "comlink";
import { Lost } from "../base/errors.ts";
import { carryErrors } from "./errors.ts";
import { portOf, type Remote } from "./port.ts";
import { createWatch, type Patience } from "./watch.ts";

/** What hiring needs of a worker; a real `Worker` has it. */
export type Hireable = Pick<Worker, "postMessage" | "addEventListener" | "removeEventListener" | "terminate">;

export interface Hired<T> {
  /** Every call settles: with the worker's answer, with the error it threw, or with Lost. */
  readonly port: Remote<T>;
  /** Ends the worker; calls in flight reject with Lost. Harmless when repeated. */
  dismiss(): void;
  /** Resolves when the worker dies unasked; never after `dismiss`. */
  readonly died: Promise<Lost>;
}

/**
 * Makes calling a worker safe: comlink alone waits for ever when the worker dies. An uncaught error counts as death,
 * since what it left undone is unknown, and so does a silence longer than `patience` allows; the worker is ended.
 *
 * The caller creates the worker, with `new Worker(new URL(…), …)` written inline, which is how Vite finds its entry.
 */
export function hire<T extends object>(worker: Hireable, patience?: Patience): Hired<T> {
  carryErrors();
  const remote = wrap<Record<string, (...given: unknown[]) => unknown>>(worker);
  const pending = new Map<(reason: Lost) => void, string>();
  let end: string | null = null;
  let tellDeath = (_: Lost) => {};
  const died = new Promise<Lost>((resolve) => {
    tellDeath = resolve;
  });

  const finish = (reason: string) => {
    end = reason;
    worker.removeEventListener("error", onError);
    worker.removeEventListener("messageerror", onMessageError);
    worker.terminate();
    watch?.end();
    for (const [reject, method] of pending) reject(new Lost(`${reason}, during "${method}"`));
    pending.clear();
  };
  const die = (reason: string) => {
    if (end !== null) return;
    finish(reason);
    tellDeath(new Lost(reason));
  };
  const watch = patience && createWatch(patience, die);
  const onError = (event: Event) => {
    // Dealt with here; otherwise the error climbs to whoever hired us, who would take it for our own death.
    event.preventDefault();
    // A script that cannot be loaded comes as a bare event, without a message.
    const message = "message" in event && typeof event.message === "string" ? event.message : "";
    die(`the worker died: ${message || "it could not be loaded"}`);
  };
  const onMessageError = () => die("the worker died: it sent what cannot be read");
  worker.addEventListener("error", onError);
  worker.addEventListener("messageerror", onMessageError);

  const call = (method: string, given: unknown[]) =>
    new Promise((resolve, reject) => {
      if (end !== null) return reject(new Lost(`${end}, before "${method}"`));
      pending.set(reject, method);
      const answered = watch?.begin(method);
      const settle =
        <Value>(outcome: (value: Value) => void) =>
        (value: Value) => {
          pending.delete(reject);
          answered?.();
          outcome(value);
        };
      void remote[method]?.(...given).then(settle(resolve), settle(reject));
    });

  return { port: portOf<T>(call), died, dismiss: () => (end === null ? finish("the worker was dismissed") : undefined) };
}
