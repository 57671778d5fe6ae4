/** A process that holds one session on Dawn's null device: a mailbox. */
import { create, globals } from "webgpu";
import "../../../tools/tfjs-in-node.ts";
import type { Order } from "../session.ts";
import type { Run } from "../subjects/subject.ts";
import type { Answer, Question } from "./null-device.ts";

Object.assign(globalThis, globals);
Object.defineProperty(globalThis, "navigator", { value: { gpu: create(["backend=null"]), userAgent: "node" }, configurable: true });

// The null device leaves its buffers as the allocator gave them; read as floats that may be anything, even no number.
const { getMappedRange } = GPUBuffer.prototype;
GPUBuffer.prototype.getMappedRange = function (this: GPUBuffer, ...given) {
  const range = getMappedRange.apply(this, given);
  if (this.usage & GPUBufferUsage.MAP_READ) new Uint8Array(range).fill(0);
  return range;
};

const tell = (answer: Answer) => process.send?.(answer);
const failed = (error: unknown) => tell({ failure: error instanceof Error ? (error.stack ?? error.message) : String(error) });

/** The processor's time in place of the clock's: what other processes take is left out. */
async function timed(run: () => Promise<Run>): Promise<Run> {
  const before = process.cpuUsage();
  const { repetitions } = await run();
  const { user, system } = process.cpuUsage(before);
  return { repetitions, elapsedMs: (user + system) / 1000 };
}

try {
  // tfjs looks for WebGPU when it is loaded.
  const { openSession } = await import("../session.ts");
  const order = JSON.parse(process.argv[2] ?? "") as Order; // by the parent
  const session = await openSession(order);
  process.on("message", (question: Question) => {
    const answer = question.ask === "run" ? timed(() => session.run(question.budgetMs)) : session.read();
    void answer.then((value) => tell({ value }), failed);
  });
  tell({ value: null });
} catch (error) {
  failed(error);
}
