/** A benchmark in the fragment of a link (see formats/fragment.ts): `#b1.…`. */
import { readFragment, writeFragment, type FragmentForm } from "../../formats/fragment.ts";
import { parse } from "../../study/parse.ts";
import { benchmarkSchema, type Benchmark } from "./record.ts";

const form: FragmentForm = {
  content: "benchmark",
  letter: "b",
  version: 1,
  dictionary: new Uint8Array(),
  largestCharacters: 32_000,
  largestBytes: 256_000,
};

/** Four significant digits: more than any interval here can tell. */
const rounded = (value: number) => (Number.isInteger(value) ? value : Number(value.toPrecision(4)));

type Entry = Benchmark["results"][number];

const roundedEntry = (entry: Entry): Entry => {
  const estimate = ({ value, low, high, samples }: Entry["ratio"]) => {
    return { value: rounded(value), low: rounded(low), high: rounded(high), samples };
  };
  const { singleShotMs, deviceMs } = entry;
  return {
    ...entry,
    latencyMs: estimate(entry.latencyMs),
    ratio: estimate(entry.ratio),
    ...(singleShotMs !== undefined && { singleShotMs: rounded(singleShotMs) }),
    ...(deviceMs !== undefined && { deviceMs: rounded(deviceMs) }),
  };
};

/** With its `#`. @throws Refused where it would be too large to be read again */
export function encodeBenchmark(benchmark: Benchmark): string {
  return writeFragment(form, { ...benchmark, results: benchmark.results.map(roundedEntry) });
}

/**
 * Reads a fragment, or a whole link that ends in one.
 * @throws Refused where it is no benchmark's link, damaged, too long or of another form
 */
export function decodeBenchmark(link: string): Benchmark {
  return parse(benchmarkSchema, readFragment(form, link.trim().replace(/^[^#]*#/, "")), "the link");
}
