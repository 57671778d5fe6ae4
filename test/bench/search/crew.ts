/** Spreads jobs over processes; threads would not know how to read TypeScript. */
import { fork } from "node:child_process";
import { runJob, type Job, type Trace } from "./trace.ts";

/** Sends jobs to one process, a new one whenever the last is done, until there are no more. */
function employ(jobs: Iterator<Job>, onTrace: (trace: Trace) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const runner = fork(new URL("./runner.ts", import.meta.url), { serialization: "advanced" });
    const next = () => {
      const job = jobs.next();
      if (job.done === true) runner.disconnect();
      else runner.send(job.value);
    };
    runner.on("message", (trace: Trace) => {
      onTrace(trace);
      next();
    });
    runner.on("error", reject);
    // With nothing more to wait for it ends by itself.
    runner.on("exit", (code) => (code === 0 ? resolve() : reject(new Error(`a runner ended with status ${code}`))));
    next();
  });
}

/** @param onTrace is told of each job when it is done, in no particular order */
export async function runJobs(
  jobs: readonly Job[],
  workers: number,
  onTrace: (trace: Trace) => void,
): Promise<void> {
  // Alone, a job runs here, where a profiler sees it.
  if (workers === 1) return jobs.forEach((job) => onTrace(runJob(job, () => performance.now())));
  const queue = jobs.values();
  await Promise.all(Array.from({ length: Math.min(workers, jobs.length) }, () => employ(queue, onTrace)));
}
