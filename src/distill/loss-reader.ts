import { Diverged } from "../base/errors.ts";
import type { CurvePoint } from "../study/study.ts";

/** A curve of a trial has at most so many points. */
const maximumPoints = 600;
/** Losses are read back at least so often: it is how the host knows that the device keeps up. */
const readEvery = 2;
/** Steps the device may be behind the host. */
const maximumInFlight = 4;

interface PendingRead {
  readonly point: Omit<CurvePoint, "loss">;
  readonly value: Promise<number>;
}

/** Brings losses back without making the host wait for each step. */
export interface LossReader {
  /**
   * Has a step's loss read if it is one of those that are; waits only where the device is too far behind.
   * @param read starts the reading
   * @throws Diverged naming stage, step and loss · Lost
   */
  push(point: Omit<CurvePoint, "loss">, read: () => Promise<Float32Array>): Promise<void>;
  /** Waits for all losses. @throws as `push` */
  settle(): Promise<void>;
  /** Points of the curve that arrived since the last call. */
  take(): readonly CurvePoint[];
}

/** @param steps of the whole training: every ⌈steps / 600⌉th becomes a point of the curve */
export function createLossReader(steps: number, stageNames: readonly string[]): LossReader {
  const recordEvery = Math.max(1, Math.ceil(steps / maximumPoints));
  const pending: PendingRead[] = [];
  let points: CurvePoint[] = [];

  async function finishOldest(): Promise<void> {
    const read = pending[0];
    if (read === undefined) return;
    // The host waits here for the device.
    const loss = await read.value;
    pending.shift();
    if (read.point.step % recordEvery === 0) points.push({ ...read.point, loss });
  }

  return {
    async push(point, read) {
      if (point.step % recordEvery !== 0 && point.step % readEvery !== 0) return;
      const value = finite(read(), `loss of ${stageNames[point.stage]} at step ${point.step}`);
      // It is awaited when its turn comes; until then a rejection must not count as unhandled.
      value.catch(() => undefined);
      pending.push({ point, value });
      while ((pending[0]?.point.step ?? Infinity) <= point.step - maximumInFlight + 1) await finishOldest();
    },
    async settle() {
      while (pending.length > 0) await finishOldest();
    },
    take() {
      const taken = points;
      points = [];
      return taken;
    },
  };
}

/** @throws Diverged when the first number is not finite */
async function finite(values: Promise<Float32Array>, what: string): Promise<number> {
  const [value] = await values;
  if (value === undefined || !Number.isFinite(value)) throw new Diverged(`the ${what} is not finite: ${value}`);
  return value;
}
