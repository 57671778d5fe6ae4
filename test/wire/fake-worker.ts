/** A worker without a thread: a message channel whose other end is served in this one, and which can be killed. */
import { serve } from "../../src/wire/serve.ts";
import type { Hireable } from "../../src/wire/hire.ts";

export class FakeWorker extends EventTarget implements Hireable {
  readonly #here: MessagePort;
  readonly #there: MessagePort;
  terminations = 0;

  constructor(api: object) {
    super();
    const { port1, port2 } = new MessageChannel();
    this.#here = port1;
    this.#there = port2;
    serve(api, port2);
    port1.addEventListener("message", (event) => this.dispatchEvent(new MessageEvent("message", { data: event.data })));
    port1.start();
  }

  postMessage(message: unknown, transfer?: Transferable[] | StructuredSerializeOptions): void {
    this.#here.postMessage(message, Array.isArray(transfer) ? transfer : []);
  }

  terminate(): void {
    this.terminations++;
    this.#here.close();
    this.#there.close();
  }

  /** An uncaught error in the worker's script. */
  crash(message: string): void {
    this.dispatchEvent(Object.assign(new Event("error"), { message }));
  }

  /** Its script answered 404, or does not parse. */
  failToLoad(): void {
    this.dispatchEvent(new Event("error"));
  }

  garble(): void {
    this.dispatchEvent(new MessageEvent("messageerror"));
  }
}
