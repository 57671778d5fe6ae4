/** A process that holds one session on Dawn's null device: a mailbox. */
import { create, globals } from "webgpu";
import "../../../tools/tfjs-in-node.ts";
import { answerQuestions } from "./answer-questions.ts";

Object.assign(globalThis, globals);
Object.defineProperty(globalThis, "navigator", { value: { gpu: create(["backend=null"]), userAgent: "node" }, configurable: true });

// The null device leaves its buffers as the allocator gave them; read as floats that may be anything, even no number.
const { getMappedRange } = GPUBuffer.prototype;
GPUBuffer.prototype.getMappedRange = function (this: GPUBuffer, ...given) {
  const range = getMappedRange.apply(this, given);
  if (this.usage & GPUBufferUsage.MAP_READ) new Uint8Array(range).fill(0);
  return range;
};

await answerQuestions(async (order) => {
  // tfjs looks for WebGPU when it is loaded.
  const { openSession } = await import("../session.ts");
  return openSession(order);
});
