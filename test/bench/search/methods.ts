/** The searchers that are compared. */
import { baselines } from "../../../src/search/baselines/index.ts";
import type { Searcher } from "../../../src/search/problem.ts";
import { propose } from "../../../src/search/propose.ts";

/** Ours twice: from the first points that the runs compared with had, and from its own. */
export const methods = { ours: propose, "ours-alone": propose, ...baselines } satisfies Readonly<Record<string, Searcher>>;
export type MethodName = keyof typeof methods;

export const methodNames = Object.keys(methods) as readonly MethodName[];

export const isOurs = (method: MethodName) => methods[method] === propose;

/** Whether a model begins from points that were spread before; the others bring their own first points. */
export const isGivenPoints = (method: MethodName) => method === "ours";
