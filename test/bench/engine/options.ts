/** What `npm run bench -- engine` was asked for. */
import { parseArgs } from "node:util";
import { messageOf, Refused } from "../../../src/base/errors.ts";
import { groupNames, groups, type GroupName } from "./groups/index.ts";

export const help = `npm run bench -- engine [options]
Measures the engine against the same model written with plain tfjs operations, in one run.

  --only A,B     ${groupNames.join(", ")} (default: all)
  --quick        small networks, few repetitions: shows that it runs, not how fast
  --json FILE    writes rows of { name, ours, baseline, ratio, goal, holds }
  --help         this text

${groupNames.map((name) => `  ${name.padEnd(12)} ${groups[name].what}`).join("\n")}
`;

export interface Options {
  readonly only: readonly GroupName[];
  readonly quick: boolean;
  readonly json: string | null;
}

const flag = { type: "boolean", default: false } as const;
const declared = { only: { type: "string" }, quick: flag, json: { type: "string" }, help: flag } as const;

function readArguments(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: declared, strict: true }).values;
  } catch (error) {
    // Node adds hints in further sentences.
    throw new Refused(messageOf(error).split(". ")[0] ?? "");
  }
}

function groupNamed(wanted: string): GroupName {
  const name = groupNames.find((one) => one === wanted.trim());
  if (name === undefined) throw new Refused(`--only has an unknown name: "${wanted}" (expected ${groupNames.join(", ")})`);
  return name;
}

/** @returns null where help is wanted */
export function parseOptions(args: readonly string[]): Options | null {
  const given = readArguments(args);
  if (given.help) return null;
  return { only: given.only?.split(",").map(groupNamed) ?? groupNames, quick: given.quick, json: given.json ?? null };
}
