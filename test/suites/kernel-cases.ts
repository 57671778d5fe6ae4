import type { KernelCase } from "./kernel-case.ts";

const files = import.meta.glob<{ readonly cases: readonly KernelCase[] }>("../engine/kernels/*.cases.ts", { eager: true });

/** All kernels' cases, by the names of their files. */
export const kernelCases: ReadonlyMap<string, readonly KernelCase[]> = new Map(
  Object.entries(files).map(([path, { cases }]) => [path.replace(/^.*\/|\.cases\.ts$/g, ""), cases]),
);
