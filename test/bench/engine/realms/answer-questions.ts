/** What a session's process does: a mailbox. */
import type { Order, Session } from "../session.ts";
import type { Run } from "../subjects/subject.ts";
import type { Answer, Question } from "./processes.ts";

const tell = (answer: Answer) => process.send?.(answer);
const failed = (error: unknown) => tell({ failure: error instanceof Error ? (error.stack ?? error.message) : String(error) });

/** The processor's time in place of the clock's: what other processes take is left out. */
async function timed(run: () => Promise<Run>): Promise<Run> {
  const before = process.cpuUsage();
  const { repetitions } = await run();
  const { user, system } = process.cpuUsage(before);
  return { repetitions, elapsedMs: (user + system) / 1000 };
}

/** Opens the session that the process was started for, and answers until it is ended. */
export async function answerQuestions(open: (order: Order) => Promise<Session>): Promise<void> {
  try {
    const session = await open(JSON.parse(process.argv[2] ?? "") as Order); // by the parent
    process.on("message", (question: Question) => {
      const answer = question.ask === "run" ? timed(() => session.run(question.budgetMs)) : session.read();
      void answer.then((value) => tell({ value }), failed);
    });
    tell({ value: null });
  } catch (error) {
    failed(error);
  }
}
