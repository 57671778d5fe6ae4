/** What the search is compared with. To add one: a file beside this one and a line here. */
import type { Searcher } from "../problem.ts";
import { evolution } from "./evolution.ts";
import { grid } from "./grid.ts";
import { nsga2 } from "./nsga2.ts";
import { random } from "./random.ts";
import { sobol } from "./sobol.ts";

export const baselines = { random, sobol, grid, nsga2, evolution } satisfies Readonly<Record<string, Searcher>>;
