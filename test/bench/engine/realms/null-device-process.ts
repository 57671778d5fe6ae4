/** A process that holds one session on Dawn's null device: a mailbox. */
import { installNullDevice } from "../../../tools/null-device.ts";
import "../../../tools/tfjs-in-node.ts";
import { answerQuestions } from "./answer-questions.ts";

installNullDevice();

await answerQuestions(async (order) => {
  // tfjs looks for WebGPU when it is loaded.
  const { openSession } = await import("../session.ts");
  return openSession(order);
});
