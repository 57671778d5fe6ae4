/** The searchers that are compared. */
import { baselines } from "../../../src/search/baselines/index.ts";
import type { Searcher } from "../../../src/search/problem.ts";
import { propose } from "../../../src/search/propose.ts";

export const methods = { ours: propose, ...baselines } satisfies Readonly<Record<string, Searcher>>;
export type MethodName = keyof typeof methods;

export const methodNames = Object.keys(methods) as readonly MethodName[];

/** Those that learn a model from points that were spread before; the others bring their own first points. */
export const isModelBased = (method: MethodName) => method === "ours";
