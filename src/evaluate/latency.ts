/**
 * Latency of one forward pass, relative to a fixed reference student that is timed in between.
 *
 *   sᵢ, rᵢ    slope samples (slope.ts) of the student and of the reference in pair i, in milliseconds a pass
 *   ratio     median of sᵢ / rᵢ: what slows the device down slows both, so it cancels
 *   latency   ratio × session reference; the session reference is the study's, or median(rᵢ) where there is none yet
 *
 * Pairs run student-reference, reference-student, … (ABBA), so that a steady drift cancels too. Intervals are 95 %
 * percentile bootstraps over pairs (expanded-level.ts), those of ratio and latency widened by what a timing repeated
 * minutes later differs beyond them; their width is the observation noise of the search.
 */
import { Unsupported } from "../base/errors.ts";
import { normalQuantile } from "../base/normal.ts";
import { createRandom, deriveSeed } from "../base/random.ts";
import { bootstrapInterval, median } from "../base/statistics.ts";
import type { Estimate, Timing } from "../study/measurement.ts";
import { clockQuantumMs, type Clock } from "./clock.ts";
import { expandedLevel } from "./expanded-level.ts";
import { chooseRepeats, sampleSlope, slopesMs, type Repeats, type SlopeSample, type Subject } from "./slope.ts";

/** What the measurement needs of the realm it runs in. */
export interface Surroundings {
  readonly clock: Clock;
  /** Resolves after at least so many milliseconds, letting messages and events through. */
  pause(milliseconds: number): Promise<void>;
  /** False while the page is in a hidden tab, where browsers slow everything down. */
  visible(): boolean;
}

export interface LatencyRequest extends Surroundings {
  readonly student: Subject;
  readonly reference: Subject;
  /** The reference's milliseconds a pass at the study's first measurement on this device; null: this is the first. */
  readonly sessionReferenceMs: number | null;
  /** Time for warming up and sampling; exceeded where eight pairs take longer, doubled where the device drifts. */
  readonly budgetMs: number;
  /** Of the bootstrap. */
  readonly seed: number;
}

export interface Latency {
  readonly latencyMs: Estimate;
  readonly ratio: Estimate;
  readonly timing: Timing;
}

interface Pair {
  readonly student: SlopeSample;
  readonly reference: SlopeSample;
}

interface PairRepeats {
  readonly student: Repeats;
  readonly reference: Repeats;
}

/** What pairs say, in milliseconds a pass. */
interface Slopes {
  readonly studentMs: readonly number[];
  readonly referenceMs: readonly number[];
}

const wantedPairs = 20;
const fewestPairs = 8;
/** t(K2) stays within these milliseconds: above the clock's step, below what a GPU's watchdog or a person minds. */
const shortestTargetMs = 30;
const longestTargetMs = 100;
/** t(K2) is this many steps of the clock, where that fits. */
const stepsPerTarget = 300;
/** Browsers go on compiling code that runs for a second or two; a student was 15 % slower in its first pairs without. */
const warmUpShare = 1 / 3;
/** Of a sample's time, what t(K2) may take; the rest is for t(K1) and for noise. */
const longTimeShare = 0.8;
/**
 * The relative standard deviation between timings of one network that no spread within a timing tells: a device whose
 * pace changes does not change it by the same factor for two networks. 2.4 % by 40 timings of `npm run bench -- engine
 * --only intervals` in Chromium on a shared machine.
 */
const betweenTimings = 0.025;
const driftLimit = 0.1;
const coolDownMs = 1000;
const deviceSamples = 5;
const hiddenPollMs = 250;
/** A hidden tab is waited for so long; a study that runs overnight must not stand still. */
const hiddenPatienceMs = 20_000;

const within = (low: number, value: number, high: number) => Math.min(high, Math.max(low, value));

/** Samples pairs until there are enough of them or the time is up, and the fewest are there. */
async function samplePairs(request: LatencyRequest, repeats: PairRepeats, budgetMs: number, fewest: number) {
  const { student, reference, clock } = request;
  const pairs: Pair[] = [];
  let untilMs = clock.now() + budgetMs;
  let hiddenMs = 0;
  while (pairs.length < wantedPairs && (pairs.length < fewest || clock.now() < untilMs)) {
    if (!request.visible() && hiddenMs < hiddenPatienceMs) {
      await request.pause(hiddenPollMs);
      hiddenMs += hiddenPollMs;
      untilMs += hiddenPollMs;
      continue;
    }
    const studentFirst = pairs.length % 2 === 0;
    const before = studentFirst ? await sampleSlope(student, repeats.student, clock) : null;
    const between = await sampleSlope(reference, repeats.reference, clock);
    const own = before ?? (await sampleSlope(student, repeats.student, clock));
    if (request.visible() || hiddenMs >= hiddenPatienceMs) {
      pairs.push({ student: own, reference: between });
    }
    // Outside the timed part: lets the worker hear that it should stop.
    await request.pause(0);
  }
  return { pairs, hidden: hiddenMs >= hiddenPatienceMs };
}

function slopesOf(pairs: readonly Pair[], repeats: PairRepeats): Slopes {
  return {
    studentMs: slopesMs(pairs.map(({ student }) => student), repeats.student),
    referenceMs: slopesMs(pairs.map(({ reference }) => reference), repeats.reference),
  };
}

/** Has the reference moved, against the session's or, where this is the session, from its first half to its second? */
function hasDrifted({ referenceMs }: Slopes, sessionReferenceMs: number | null): boolean {
  const half = referenceMs.length >> 1;
  const before = sessionReferenceMs ?? median(referenceMs.slice(0, half));
  const now = median(sessionReferenceMs === null ? referenceMs.slice(half) : referenceMs);
  return Math.abs(now / before - 1) > driftLimit;
}

/** @param statistic of some pairs, drawn whole: the two samples of a pair share what happened to the device */
function estimate(pairs: readonly Pair[], statistic: (pairs: readonly Pair[]) => number, seed: number): Estimate {
  const indices = pairs.map((_, index) => index);
  const drawn = (sample: readonly number[]) => statistic(sample.flatMap((index) => pairs[index] ?? []));
  const level = expandedLevel(0.95, pairs.length);
  const { low, high } = bootstrapInterval(indices, drawn, createRandom(seed), { level });
  const value = statistic(pairs);
  // A bound below zero says that the disturbance is as large as the latency; a latency is still not negative.
  return { value, low: Math.max(Math.min(low, value), value / 100), high: Math.max(high, value), samples: pairs.length };
}

/** The spread between timings added to the spread within one, as independent errors add. */
function withSpreadBetween({ value, low, high, samples }: Estimate): Estimate {
  const between = normalQuantile(0.975) * betweenTimings * value;
  return { value, low: Math.max(value - Math.hypot(value - low, between), value / 100), high: value + Math.hypot(high - value, between), samples };
}

/** By the device's own clock, over as many passes as a slope sample takes. */
async function medianDeviceMs(subject: Subject, [, many]: Repeats): Promise<number | null> {
  const times: number[] = [];
  for (let i = 0; i < deviceSamples; i++) {
    const ms = (await subject.deviceMs?.(many)) ?? null;
    if (ms === null) return null;
    times.push(ms);
  }
  return median(times);
}

/**
 * Times a student against the reference. Nothing else may use the device meanwhile (see exclusive.ts).
 * @returns latency in milliseconds a pass and its ratio to the reference, with 95 % intervals; `samples` counts pairs
 * @throws Unsupported where the clock is too coarse to see a pass
 */
export async function measureLatency(request: LatencyRequest): Promise<Latency> {
  const { student, reference, clock, budgetMs, sessionReferenceMs } = request;
  const quantumMs = clockQuantumMs(clock);
  const samplingMs = budgetMs * (1 - warmUpShare);
  const affordableMs = (samplingMs / (2 * wantedPairs)) * longTimeShare;
  const targetMs = within(shortestTargetMs, Math.max(affordableMs, stepsPerTarget * quantumMs), longestTargetMs);
  const warmUpMs = budgetMs * warmUpShare;
  const startedMs = clock.now();
  const repeats = {
    student: await chooseRepeats(student, clock, targetMs, startedMs + warmUpMs / 2),
    reference: await chooseRepeats(reference, clock, targetMs, startedMs + warmUpMs),
  };
  // The rest of the time that is for warming up, as it will be sampled; these pairs do not count.
  await samplePairs(request, repeats, startedMs + warmUpMs - clock.now(), 0);

  const sample = async () => {
    const sampled = await samplePairs(request, repeats, samplingMs, fewestPairs);
    return { ...sampled, drifted: hasDrifted(slopesOf(sampled.pairs, repeats), sessionReferenceMs) };
  };
  let sampled = await sample();
  if (sampled.drifted) {
    await request.pause(coolDownMs);
    sampled = await sample();
  }

  const { pairs, hidden, drifted } = sampled;
  const ratioOf = ({ studentMs, referenceMs }: Slopes) => median(studentMs.map((ms, i) => ms / (referenceMs[i] ?? Number.NaN)));
  const latencyOf = (slopes: Slopes) => ratioOf(slopes) * (sessionReferenceMs ?? median(slopes.referenceMs));
  const singleShot = estimate(pairs, (some) => median(some.map((pair) => pair.student.onceMs)), deriveSeed(request.seed, "single shot"));
  const estimated = (name: string, of: (slopes: Slopes) => number) =>
    withSpreadBetween(estimate(pairs, (some) => of(slopesOf(some, repeats)), deriveSeed(request.seed, name)));
  const ratio = estimated("ratio", ratioOf);
  const latencyMs = estimated("latency", latencyOf);
  if (![ratio, latencyMs].every(({ value, high }) => value > 0 && Number.isFinite(high))) {
    throw new Unsupported(`a forward pass cannot be told from nothing with this clock: step ${quantumMs} ms`);
  }
  const { studentMs, referenceMs } = slopesOf(pairs, repeats);
  const deviceMs = await medianDeviceMs(student, repeats.student);
  return {
    latencyMs,
    ratio,
    timing: {
      samplesMs: [...studentMs],
      singleShotMs: singleShot.value,
      singleShotRangeMs: [singleShot.low, singleShot.high],
      ...(deviceMs !== null && { deviceMs }),
      referenceMs: median(referenceMs),
      repeats: [...repeats.student],
      quantumMs,
      drifted: drifted || hidden,
    },
  };
}
