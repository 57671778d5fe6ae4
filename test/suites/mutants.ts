/** Damaged copies of a text: what a person, an editor or a disk might do to a file. */
import { createRandom } from "../../src/base/random.ts";

/** Seeded. Each mutant has one to four edits: bytes changed, cut out, repeated, numbers blown up, the end cut off. */
export function* mutants(text: string, count: number, seed: number): Generator<string> {
  const random = createRandom(seed);
  const place = () => random.integer(text.length + 1);
  const numbers = ["-1", "1e999", "999999999999", "0.5", "null", "[]", '"x"', "{}"];
  const edits: readonly ((text: string) => string)[] = [
    (whole) => splice(whole, place(), 1, String.fromCharCode(random.integer(128))),
    (whole) => splice(whole, place(), 1 + random.integer(40), ""),
    (whole) => splice(whole, place(), 0, whole.slice(place(), place() + 40)),
    (whole) => whole.slice(0, place()),
    (whole) => {
      // A number somewhere becomes another value.
      const found = /-?\d+(\.\d+)?/.exec(whole.slice(place()));
      const replacement = numbers[random.integer(numbers.length)] ?? "0";
      return found === null ? whole : whole.replace(found[0], replacement);
    },
  ];
  for (let i = 0; i < count; i++) {
    let mutant = text;
    for (let edit = random.integer(4); edit >= 0; edit--) mutant = edits[random.integer(edits.length)]?.(mutant) ?? mutant;
    yield mutant;
  }
}

const splice = (text: string, at: number, remove: number, insert: string) => text.slice(0, at) + insert + text.slice(at + remove);
