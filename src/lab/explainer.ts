import type { Hired } from "../wire/hire.ts";
import { nextId, suggestionSeed } from "./next-trial.ts";
import type { Explainer, Searcher } from "./port.ts";

/**
 * Asks a searcher of its own, hired with the first question and dismissed with the last answer: one that a run has
 * hired ends with its suggestion. Seeds are those of the run, so what is said to come next is what will come.
 */
export function createExplainer(hireSearcher: () => Hired<Searcher>): Explainer {
  let hired: Hired<Searcher> | null = null;
  let open = 0;

  async function ask<Answer>(question: (searcher: Hired<Searcher>["port"]) => Promise<Answer>): Promise<Answer> {
    hired ??= hireSearcher();
    open++;
    try {
      return await question(hired.port);
    } finally {
      if (--open === 0) {
        hired?.dismiss();
        hired = null;
      }
    }
  }

  return {
    explain: (study) => ask((searcher) => searcher.explain(study, suggestionSeed(study, nextId(study)))),
    why: (study, trial) => ask((searcher) => searcher.why(study, trial, suggestionSeed(study, trial))),
  };
}
