/** A page that trains a student in a worker, on as many threads as so many processors give. */
import type { Order, Trained } from "./worker.ts";

declare global {
  var trainOn: ((order: Order) => Promise<Trained>) | undefined;
}

globalThis.trainOn = (order) => {
  const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
  return new Promise<Trained>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<Trained>) => resolve(data);
    worker.onerror = ({ message }) => reject(new Error(message));
    worker.postMessage(order);
  }).finally(() => worker.terminate());
};
