/** What `npm run bench -- search` was asked for. */
import { parseArgs } from "node:util";
import { messageOf, Refused } from "../../../src/base/errors.ts";
import type { Crowd } from "./crowd.ts";
import { methodNames, type MethodName } from "./methods.ts";
import { problems } from "./problems/index.ts";

export const help = `npm run bench -- search [options]
Runs searchers on problems whose best result is known, and states how much of it they find.

  --problems A,B    ${problems.map(({ name }) => name).join(", ")} (default: all)
  --methods A,B     ${methodNames.join(", ")} (default: ours, ours-alone, nsga2, random, sobol;
                    ours-alone, from first points of its own, only where trials to a goal are counted)
  --seeds N         runs a problem and method (default: 3)
  --first-seed N    the first of those seeds, to check on runs that nobody has looked at (default: 0)
  --transfer        what an earlier study is worth, instead of all else (about a minute a seed)
  --repeats         what measuring close calls again is worth, instead of all else (half a minute a seed)
  --workers N       runs at a time (default: 1; times a proposal are then those of a busy machine)
  --quick           a little of everything: few problems, short studies, one seed, under a minute
  --no-speed        leaves out how long a proposal takes after 100 and 1000 trials, and to 1000 workers
  --no-early-stopping  leaves out what giving up trials early loses and saves
  --json FILE       writes the comparisons as rows of { name, ours, baseline, ratio, goal, holds }
  --help            this text
`;

export interface Options {
  readonly problems: readonly string[];
  readonly methods: readonly MethodName[];
  readonly seeds: number;
  readonly firstSeed: number;
  readonly comparisons: boolean;
  /** What an earlier study is worth. */
  readonly transfer: boolean;
  /** What it is worth to measure again. */
  readonly repeats: boolean;
  /** How long the studies are that tell what an earlier study, or measuring again, is worth. */
  readonly studyTrials: number;
  readonly workers: number;
  /** The crowd of workers that is simulated; null: none. */
  readonly crowd: Crowd | null;
  /** The numbers of trials after which a proposal is timed. */
  readonly speedAfter: readonly number[];
  /** How many proposals at once are timed as well; null: none. */
  readonly batch: number | null;
  readonly earlyStopping: boolean;
  readonly json: string | null;
}

const quickProblems = ["BraninCurrin", "ConstrainedBraninCurrin", "ZDT2", "Students-576"];

const text = { type: "string" } as const;
const flag = { type: "boolean", default: false } as const;
const declared = {
  problems: text,
  methods: text,
  seeds: text,
  "first-seed": text,
  workers: text,
  quick: flag,
  transfer: flag,
  repeats: flag,
  "no-speed": flag,
  "no-early-stopping": flag,
  json: text,
  help: flag,
} as const;

function readArguments(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: declared, strict: true }).values;
  } catch (error) {
    // Node adds hints in further sentences.
    throw new Refused(messageOf(error).split(". ")[0] ?? "");
  }
}

function countOf(name: string, given: string | undefined, otherwise: number, least = 1): number {
  const value = given === undefined ? otherwise : Number(given);
  if (!Number.isInteger(value) || value < least || value > 1000)
    throw new Refused(`--${name} is a whole number from ${least} to 1000, got "${given}"`);
  return value;
}

function namesOf<T extends string>(
  option: string,
  given: string | undefined,
  all: readonly T[],
  otherwise: readonly T[],
): readonly T[] {
  if (given === undefined) return otherwise;
  return given.split(",").map((wanted) => {
    const name = all.find((one) => one === wanted.trim());
    if (name === undefined)
      throw new Refused(`--${option} has an unknown name: "${wanted}" (expected ${all.join(", ")})`);
    return name;
  });
}

/** @returns null where help is wanted */
export function parseOptions(args: readonly string[]): Options | null {
  const given = readArguments(args);
  if (given.help) return null;
  const all = problems.map(({ name }) => name);
  return {
    problems: namesOf("problems", given.problems, all, given.quick ? quickProblems : all),
    methods: namesOf("methods", given.methods, methodNames, ["ours", "ours-alone", "nsga2", "random", "sobol"]),
    seeds: countOf("seeds", given.seeds, given.quick ? 1 : 3),
    firstSeed: countOf("first-seed", given["first-seed"], 0, 0),
    comparisons: given.quick || !(given.transfer || given.repeats),
    transfer: given.transfer || given.quick,
    repeats: given.repeats || given.quick,
    studyTrials: given.quick ? 30 : 75,
    workers: countOf("workers", given.workers, 1),
    crowd: given["no-speed"] || given.quick ? null : { workers: 1000, asked: 200 },
    earlyStopping: !given["no-early-stopping"],
    batch: given["no-speed"] ? null : given.quick ? 16 : 64,
    speedAfter: given["no-speed"] ? [] : given.quick ? [100] : [100, 1000],
    json: given.json ?? null,
  };
}
