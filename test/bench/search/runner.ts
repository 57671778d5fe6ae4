/** A process that runs one job after another: a mailbox. */
import { runJob, type Job } from "./trace.ts";

process.on("message", (job: Job) => process.send?.(runJob(job, () => performance.now())));
