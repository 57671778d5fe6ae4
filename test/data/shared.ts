import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

const folder = resolve(import.meta.dirname, "../../../shared/real");

/** Real teachers and texts, kept outside the repository; tests that need them skip where they are absent. */
export const hasSharedData = existsSync(folder);
export const readShared = (name: string) => readFileSync(join(folder, name), "utf8");
export const sharedLines = (name: string) => readShared(name).replace(/\n$/, "").split("\n");
