import { replace, setFlag } from "./replace.ts";
import type { WebGpuBackend } from "./webgpu.ts";

/** How many of the pipelines that were asked for are there. */
export interface Compilation {
  readonly done: number;
  readonly total: number;
}

/**
 * Runs `work` on the device's behalf without any dispatch, and compiles all the pipelines that it needs at once.
 *
 * tfjs would leave promises in its cache meanwhile, on which other work that needs the same pipelines fails. So they
 * are gathered aside, and enter the cache when they are there.
 * @returns what `work` gives, when the last one is compiled
 */
export async function compileAhead<T>(backend: WebGpuBackend, work: () => T, onProgress: (state: Compilation) => void): Promise<T> {
  const { pipelineCache } = backend;
  const gathered = { ...pipelineCache };
  const restore = [replace(backend, "pipelineCache", gathered), setFlag("WEBGPU_ENGINE_COMPILE_ONLY", true)];
  let result: T;
  try {
    result = work();
  } finally {
    for (const undo of restore) undo();
  }
  const asked = Object.entries(gathered).filter(([key]) => !(key in pipelineCache));
  let done = 0;
  const report = () => onProgress({ done, total: asked.length });
  report();
  await Promise.all(
    asked.map(async ([key, compiling]) => {
      pipelineCache[key] ??= await compiling;
      done++;
      report();
    }),
  );
  return result;
}
