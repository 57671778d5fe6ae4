/**
 * `npm run fine-tune`: fine-tunes a checkpoint on a downstream task, with the page's own code, on WebAssembly in Node,
 * prints its score and writes it with its head as a Hugging Face directory.
 */
import { isForeseen, messageOf } from "../../src/base/errors.ts";
import { help, parseFineTuneOptions } from "./fine-tune/options.ts";
import { runFineTuning } from "./fine-tune/run.ts";
import { UsageError } from "./study/options.ts";

try {
  const options = parseFineTuneOptions(process.argv.slice(2));
  if (options === null) process.stdout.write(help);
  else await runFineTuning(options, console.log);
} catch (error) {
  if (!isForeseen(error) && !(error instanceof UsageError)) throw error;
  console.error(messageOf(error));
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
