/**
 * The time of one forward pass, free of the fixed cost of submitting work and waiting for it (2.4 ms on a software
 * adapter, more than a small student's pass).
 *
 *   t(K)   milliseconds from the first of K passes, encoded without reading back, until the last is done
 *   slope  (t(K2) - t(K1)) / (K2 - K1), with K1 = 1; where the fixed cost is lost in t(K2) anyway K1 = 0, t(0) = 0
 *
 * K2 is chosen so that t(K2) is tens of milliseconds: a clock of 0.1 ms steps then errs by 0.3 %. t(1) is the lower
 * quartile of a session's: it is small against t(K2), and a pair's own t(1), when disturbed, would spoil that pair, down
 * to negative times.
 */
import { median, quantile } from "../base/statistics.ts";
import type { Clock } from "./clock.ts";

/** Something whose forward pass can be repeated. */
export interface Subject {
  /** Encodes one forward pass; reads nothing back, keeps nothing alive. */
  run(): void;
  /** Resolves when the result of the last pass is readable. */
  settle(): Promise<unknown>;
  /** Milliseconds a pass by the device's own clock, over so many passes more; null or absent where it has none. */
  deviceMs?(passes: number): Promise<number | null>;
}

/** K1, which is 0 or 1, and K2. */
export type Repeats = readonly [number, number];

/** A pass this long dwarfs the fixed cost, and is too dear to repeat for finding that out. */
const longPassMs = 100;
const mostRepeats = 4096;
/** The last samples of a warm-up, and how much they may differ relative to their median. */
const steadySamples = 5;
const steadySpread = 0.05;
/** The fixed cost is left in where it is a smaller share of t(K2). */
const negligibleShare = 0.01;
const onceSamples = 3;

/** t(K) in milliseconds. */
export async function timeRepeats(subject: Subject, repeats: number, clock: Clock): Promise<number> {
  const start = clock.now();
  for (let i = 0; i < repeats; i++) subject.run();
  await subject.settle();
  return clock.now() - start;
}

/**
 * Brings a subject to its steady speed: repeats samples of `repeats` passes until the last five differ by less than 5 %.
 * @param untilMs the clock's time at which it stops trying, however unsteady
 * @returns the last samples of t(repeats), at most five, in milliseconds
 */
async function warmUp(subject: Subject, repeats: number, clock: Clock, untilMs: number): Promise<readonly number[]> {
  const recent: number[] = [];
  do {
    recent.push(await timeRepeats(subject, repeats, clock));
    if (recent.length > steadySamples) recent.shift();
    const spread = Math.max(...recent) - Math.min(...recent);
    if (recent.length === steadySamples && spread <= steadySpread * median(recent)) break;
  } while (clock.now() < untilMs);
  return recent;
}

/**
 * Warms the subject up and chooses its repeat counts.
 * @param targetMs what t(K2) should be
 * @param untilMs the clock's time at which warming up ends
 */
export async function chooseRepeats(
  subject: Subject,
  clock: Clock,
  targetMs: number,
  untilMs: number,
): Promise<Repeats> {
  // The first pass compiles, and uploads what is not on the device yet: it says nothing of the later ones.
  await timeRepeats(subject, 1, clock);
  if ((await timeRepeats(subject, 1, clock)) >= longPassMs) {
    const times = await warmUp(subject, 1, clock, untilMs);
    if (median(times) >= longPassMs) return [0, 1];
  }
  let repeats = 2;
  while (repeats < mostRepeats && (await timeRepeats(subject, repeats, clock)) < targetMs / 2 && clock.now() < untilMs) {
    repeats *= 2;
  }
  const times = await warmUp(subject, repeats, clock, untilMs);

  // The least of a few times is the least disturbed one.
  let onceMs = Number.POSITIVE_INFINITY;
  for (let i = 0; i < onceSamples; i++) onceMs = Math.min(onceMs, await timeRepeats(subject, 1, clock));
  const passMs = Math.max(0, (Math.min(...times) - onceMs) / (repeats - 1));
  const few = onceMs - passMs <= negligibleShare * targetMs ? 0 : 1;
  const wanted = Math.round((repeats * targetMs) / Math.max(median(times), Number.MIN_VALUE));
  return [few, Math.min(mostRepeats, Math.max(few + 1, wanted))];
}

/** t(1), the fixed cost included: what a single request takes; and t(K2). */
export interface SlopeSample {
  readonly onceMs: number;
  readonly manyMs: number;
}

export async function sampleSlope(subject: Subject, [, many]: Repeats, clock: Clock): Promise<SlopeSample> {
  const onceMs = await timeRepeats(subject, 1, clock);
  return { onceMs, manyMs: many === 1 ? onceMs : await timeRepeats(subject, many, clock) };
}

/** Milliseconds a pass, one a sample. */
export function slopesMs(samples: readonly SlopeSample[], [few, many]: Repeats): number[] {
  const onceMs = few === 0 ? 0 : quantile(samples.map((sample) => sample.onceMs), 0.25);
  return samples.map(({ manyMs }) => (manyMs - onceMs) / (many - few));
}
