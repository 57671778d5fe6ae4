/** A process of Node a session; its times are the processor's. */
import { fork } from "node:child_process";
import type { Run } from "../subjects/subject.ts";
import type { Reading } from "../session.ts";
import type { Realm } from "./realm.ts";

/** A question to the process, and its answer. */
export type Question = { readonly ask: "run"; readonly budgetMs: number } | { readonly ask: "read" };
export type Answer = { readonly value: Run | Reading | null } | { readonly failure: string };

/** @param script holds one session: see `answerQuestions` */
function openProcesses(script: string): Realm {
  const processes = new Set<{ close(): Promise<void> }>();
  return {
    async open(order) {
      const child = fork(new URL(script, import.meta.url), [JSON.stringify(order)]);
      const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
      const answer = () =>
        new Promise<Run | Reading | null>((resolve, reject) => {
          child.once("message", (message: Answer) =>
            "failure" in message ? reject(new Error(`${order.subject}: ${message.failure}`)) : resolve(message.value),
          );
          void ended.then(() => reject(new Error(`${order.subject}: the process ended`)));
        });
      const ask = (question: Question) => {
        const answered = answer();
        child.send(question);
        return answered;
      };
      const own = {
        async close() {
          child.kill();
          await ended;
          processes.delete(own);
        },
      };
      processes.add(own);
      await answer();
      return {
        ...own,
        run: async (budgetMs) => (await ask({ ask: "run", budgetMs })) as Run, // the process answers in kind
        read: async () => (await ask({ ask: "read" })) as Reading,
      };
    },
    async close() {
      for (const each of processes) await each.close();
    },
  };
}

/**
 * Dawn's null device: WebGPU that accepts everything and computes nothing, so that a step takes the host's time alone.
 * Its memory is capped at 512 MB.
 */
export const openNullDevices = (): Realm => openProcesses("./null-device-process.ts");

/** WebAssembly on one thread. */
export const openWasm = (): Realm => openProcesses("./wasm-process.ts");
