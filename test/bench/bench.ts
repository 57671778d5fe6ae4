/** `npm run bench -- NAME [options]`: measurements against what others reach, by a person or a script. */
import { isForeseen, messageOf, Refused } from "../../src/base/errors.ts";

interface Bench {
  /** @param args the command line after the bench's name */
  run(args: readonly string[]): Promise<void>;
}

/** To add a bench: a module with `run`, and a line here. Each is loaded only where it is asked for. */
const benches: Readonly<Record<string, () => Promise<Bench>>> = {
  engine: () => import("./engine/run.ts"),
  search: () => import("./search/run.ts"),
  curves: () => import("./curves/run.ts"),
};

const [name = "", ...args] = process.argv.slice(2);
try {
  const load = benches[name];
  if (load === undefined)
    throw new Refused(`there is no bench of this name: "${name}" (expected ${Object.keys(benches).join(", ")})`);
  await (await load()).run(args);
} catch (error) {
  // What a person can act on is one line; anything else is a bug and shows where.
  const text = isForeseen(error) ? messageOf(error) : error instanceof Error ? error.stack : String(error);
  process.stderr.write(`${text}\n`);
  process.exitCode = error instanceof Refused ? 2 : 1;
}
