/**
 * The time of one forward pass, free of the fixed cost of submitting work and waiting for it (2.4 ms on a software
 * adapter, more than a small student's pass).
 *
 *   t(K)  milliseconds from the first of K passes, encoded without reading back, until the last is done
 *   slope = (t(K2) - t(K1)) / (K2 - K1)
 *
 * K2 is chosen so that t(K2) is tens of milliseconds: a clock of 0.1 ms steps then errs by 0.3 %. Source: the slope (or
 * "two-point") method of stopwatch benchmarks, Hundt et al.; the numbers are those of our own WebGPU measurements.
 */
import { median } from "../base/statistics.ts";
import type { Clock } from "./clock.ts";

/** Something whose forward pass can be repeated. */
export interface Subject {
  /** Encodes one forward pass; reads nothing back, keeps nothing alive. */
  run(): void;
  /** Resolves when the result of the last pass is readable. */
  settle(): Promise<void>;
}

/** K1 and K2. */
export type Repeats = readonly [number, number];

/** A pass this long dwarfs the fixed cost: it is compared with no pass at all, so that slow devices run it only once. */
const longPassMs = 100;
const mostRepeats = 4096;
/** The last samples of a warm-up, and how much they may differ relative to their median. */
const steadySamples = 5;
const steadySpread = 0.05;

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
 * @returns t(repeats) in the steady state, in milliseconds
 */
export async function warmUp(subject: Subject, repeats: number, clock: Clock, untilMs: number): Promise<number> {
  const recent: number[] = [];
  do {
    recent.push(await timeRepeats(subject, repeats, clock));
    if (recent.length > steadySamples) recent.shift();
    const spread = Math.max(...recent) - Math.min(...recent);
    if (recent.length === steadySamples && spread <= steadySpread * median(recent)) break;
  } while (clock.now() < untilMs);
  return median(recent);
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
  const onceMs = await timeRepeats(subject, 1, clock);
  if (onceMs >= longPassMs) {
    const warmMs = await warmUp(subject, 1, clock, untilMs);
    if (warmMs >= longPassMs) return [0, 1];
  }
  let repeats = 2;
  let elapsedMs = await timeRepeats(subject, repeats, clock);
  while (elapsedMs < targetMs / 2 && repeats < mostRepeats && clock.now() < untilMs) {
    repeats *= 2;
    elapsedMs = await timeRepeats(subject, repeats, clock);
  }
  const warmMs = await warmUp(subject, repeats, clock, untilMs);
  const wanted = warmMs > 0 ? Math.round((repeats * targetMs) / warmMs) : mostRepeats;
  return [1, Math.min(mostRepeats, Math.max(2, wanted))];
}

/** One sample of the slope, with the two times that made it. */
export interface SlopeSample {
  readonly passMs: number;
  /** t(1), the fixed cost included: what a single request takes. */
  readonly singleShotMs: number;
}

export async function sampleSlope(subject: Subject, [few, many]: Repeats, clock: Clock): Promise<SlopeSample> {
  const fewMs = await timeRepeats(subject, few, clock);
  const manyMs = await timeRepeats(subject, many, clock);
  return { passMs: (manyMs - fewMs) / (many - few), singleShotMs: few === 1 ? fewMs : manyMs };
}
