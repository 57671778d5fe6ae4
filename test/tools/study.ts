/** `npm run study`: the main job without a person, through the same page and the same lab. */
import { resolve } from "node:path";
import { backendOf, findMaterial, originsOf } from "./study/material.ts";
import { help, parseStudyOptions, UsageError } from "./study/options.ts";
import { LabError } from "./study/page.ts";
import { runStudy, status } from "./study/run.ts";
import { NoSession, openSession } from "./study/session.ts";

const say = (line: string) => void process.stdout.write(`${line}\n`);
const complain = (line: string) => void process.stderr.write(`${line}\n`);

/** A terminal signals every process in front of it, and some pass the signal on: what follows so soon is the same key. */
const sameKeyMs = 1000;

/** The first Ctrl-C asks the lab to stop, the second ends the process; its browser goes with it. */
function watchSignals(): AbortSignal {
  const controller = new AbortController();
  let firstMs = 0;
  const onSignal = () => {
    if (!controller.signal.aborted) {
      firstMs = performance.now();
      complain("stopping: a checkpoint is being saved (once more to stop at once)");
      controller.abort();
    } else if (performance.now() - firstMs > sameKeyMs) process.exit(status.interrupted);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, onSignal);
  return controller.signal;
}

async function main(): Promise<number> {
  const options = parseStudyOptions(process.argv.slice(2), process.env["HF_TOKEN"]);
  if (options === null) {
    process.stdout.write(help);
    return status.finished;
  }
  const material = findMaterial(options);
  const backend = backendOf(options, material);
  const interrupt = watchSignals();
  const session = await openSession({
    backend,
    mirrors: originsOf(options),
    ...(options.profile !== undefined && { profile: resolve(options.profile) }),
    onPageError: (message) => complain(`the page reports: ${message}`),
  });
  try {
    return await Promise.race([runStudy({ session, options, material, interrupt, say, complain }), session.lost]);
  } finally {
    await session.close();
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  // What a person can act on is one line; anything else is a bug and shows where.
  const expected = error instanceof UsageError || error instanceof LabError || error instanceof NoSession;
  const text = expected ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error);
  if (text !== "") complain(text);
  process.exitCode = error instanceof UsageError ? status.usage : status.failed;
}
