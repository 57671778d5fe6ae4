/** A process that holds one session on WebAssembly. */
import "../../../tools/tfjs-in-node.ts";
import { answerQuestions } from "./answer-questions.ts";

await answerQuestions(async (order) => {
  const { startBackend } = await import("../../../tools/node-backend.ts");
  const { openSession } = await import("../session.ts");
  const { startPlainWasm } = await import("../subjects/plain-wasm.ts");
  return openSession(order, order.subject.startsWith("plain") ? startPlainWasm : () => startBackend("wasm"));
});
