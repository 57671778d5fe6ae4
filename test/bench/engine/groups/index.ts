import type { Group } from "./group.ts";
import { host } from "./host.ts";
import { jax } from "./jax.ts";
import { intervals } from "./intervals.ts";
import { memory } from "./memory.ts";
import { replay } from "./replay.ts";
import { teacher } from "./teacher.ts";
import { wall } from "./wall.ts";
import { wasm } from "./wasm.ts";

/** To add a group: a file beside these, and its name here. */
export const groups = { host, wall, wasm, memory, replay, teacher, intervals, jax } as const satisfies Readonly<Record<string, Group>>;
export type GroupName = keyof typeof groups;
export const groupNames = Object.keys(groups) as readonly GroupName[];
