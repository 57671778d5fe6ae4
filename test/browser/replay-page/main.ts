/** A page that searches as Node does. */
import { baselines } from "../../../src/search/baselines/index.ts";
import { explain, suggest } from "../../../src/search/index.ts";
import { propose } from "../../../src/search/propose.ts";
import { mixedSearch } from "../../suites/mixed-search.ts";

export interface ReplayPage {
  readonly suggest: typeof suggest;
  readonly explain: typeof explain;
  mixedSearch(searcher: ReplayedSearcher, trials: number, seed: number): number[][];
}

export const replayed = { ours: propose, nsga2: baselines.nsga2 };
export type ReplayedSearcher = keyof typeof replayed;

declare global {
  var replay: ReplayPage | undefined;
}

globalThis.replay = {
  suggest,
  explain,
  mixedSearch: (searcher, trials, seed) => mixedSearch(replayed[searcher], trials, seed),
};
