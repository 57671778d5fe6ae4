/** A device and a clock in which every cost is known. Times are milliseconds. */
import { createRandom } from "../../src/base/random.ts";
import type { LatencyRequest } from "../../src/evaluate/latency.ts";
import type { Subject } from "../../src/evaluate/slope.ts";

export interface SimulatedDevice {
  /** Fixed cost of submitting and waiting. */
  readonly floorMs: number;
  /** Standard deviation of a sample, relative. */
  readonly noise: number;
  /** The clock shows multiples of this. */
  readonly quantumMs: number;
  readonly seed: number;
  /** It tells its own time, to whole tens of microseconds a run of passes. */
  readonly hasClock?: boolean;
  /** How much slower than normal the device is at a moment. */
  readonly slowdown?: (nowMs: number) => number;
}

export function simulate(device: SimulatedDevice) {
  const random = createRandom(device.seed);
  let trueMs = random.uniform() * 10;
  const slowdown = device.slowdown ?? (() => 1);
  const clock = {
    now() {
      trueMs += 0.00005;
      return Math.floor(trueMs / device.quantumMs) * device.quantumMs;
    },
  };
  let passes = 0;
  /** @param coldMs of its first passes, of which there are `coldPasses` */
  const subject = (passMs: number, coldMs = passMs, coldPasses = 1): Subject => {
    let queuedMs = 0;
    let cold = coldPasses;
    return {
      run() {
        queuedMs += cold > 0 ? coldMs : passMs;
        cold--;
        passes++;
      },
      async settle() {
        const jitter = Math.max(0.2, 1 + device.noise * random.normal());
        trueMs += (queuedMs * jitter + device.floorMs * (1 + 0.1 * random.uniform())) * slowdown(trueMs);
        queuedMs = 0;
      },
      async deviceMs(many) {
        if (device.hasClock !== true) return null;
        trueMs += many * passMs;
        return Math.round(many * passMs * 100) / 100 / many;
      },
    };
  };
  const surroundings = {
    clock,
    pause: async (milliseconds: number) => void (trueMs += milliseconds),
    visible: () => true,
  };
  const request = (student: Subject, reference: Subject, changes: Partial<LatencyRequest> = {}): LatencyRequest => ({
    ...surroundings,
    student,
    reference,
    sessionReferenceMs: null,
    budgetMs: 3000,
    seed: device.seed,
    ...changes,
  });
  return { clock, subject, request, elapsedMs: () => trueMs, passes: () => passes };
}
