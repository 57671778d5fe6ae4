import { finiteValue } from "../engine/settle.ts";
import type * as tf from "../engine/tf.ts";
import type { CurvePoint } from "../study/study.ts";

/** A curve of a trial has at most so many points. */
const maximumPoints = 600;
/** Losses are read back at least so often: it is how the host knows that the device keeps up. */
const readEvery = 2;
/** Steps the device may be behind the host. */
const maximumInFlight = 4;

interface PendingRead {
  readonly point: Omit<CurvePoint, "loss">;
  readonly loss: tf.Scalar;
  readonly value: Promise<number>;
}

/** Brings losses back without making the host wait for each step. Owns the losses it is given. */
export interface LossReader {
  /** Takes a step's loss; waits only where the device is too far behind. @throws Diverged naming stage, step and loss · Lost */
  push(point: Omit<CurvePoint, "loss">, loss: tf.Scalar): Promise<void>;
  /** Waits for all losses. @throws as `push` */
  settle(): Promise<void>;
  /** Points of the curve that arrived since the last call. */
  take(): readonly CurvePoint[];
  dispose(): void;
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
    read.loss.dispose();
    if (read.point.step % recordEvery === 0) points.push({ ...read.point, loss });
  }

  return {
    async push(point, loss) {
      if (point.step % recordEvery !== 0 && point.step % readEvery !== 0) {
        loss.dispose();
        return;
      }
      const value = finiteValue(loss, `loss of ${stageNames[point.stage]} at step ${point.step}`);
      // It is awaited when its turn comes; until then a rejection must not count as unhandled.
      value.catch(() => undefined);
      pending.push({ point, loss, value });
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
    dispose() {
      for (const { loss } of pending) loss.dispose();
      pending.length = 0;
    },
  };
}
