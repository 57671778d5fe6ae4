import { Lost } from "../base/errors.ts";
import type { Searcher } from "./port.ts";
import type { LabPorts } from "./ports.ts";

/** Workers that may be lost over one question. */
const attempts = 3;

/** Asks model exploration in a worker of its own, and another one when that is lost. */
export async function askSearcher<Answer>(
  { hireSearcher }: Pick<LabPorts, "hireSearcher">,
  question: (searcher: Searcher) => Promise<Answer>,
): Promise<Answer> {
  for (let attempt = 1; ; attempt++) {
    const searcher = hireSearcher();
    try {
      return await question(searcher.port);
    } catch (error) {
      if (!(error instanceof Lost) || attempt === attempts) throw error;
    } finally {
      searcher.dismiss();
    }
  }
}
