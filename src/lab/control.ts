/**
 * What the person asked of the running study. The loop looks at it between two short pieces of work, so leaving the
 * loop is how a trial ends early and nothing has to be interrupted.
 */
export interface Control {
  pause(): void;
  resume(): void;
  /** Give up the running trial. */
  skip(): void;
  stop(): void;
  readonly paused: boolean;
  readonly stopping: boolean;
  /** True once for each `skip`. */
  takeSkip(): boolean;
  /** Resolves at once unless paused; then on resume, skip or stop. */
  whenRunning(): Promise<void>;
}

export function createControl(): Control {
  let paused = false;
  let stopping = false;
  let skipping = false;
  let wake: (() => void)[] = [];
  const release = () => {
    paused = false;
    for (const resolve of wake) resolve();
    wake = [];
  };
  return {
    pause() {
      paused = !stopping;
    },
    resume: release,
    skip() {
      skipping = true;
      release();
    },
    stop() {
      stopping = true;
      release();
    },
    get paused() {
      return paused;
    },
    get stopping() {
      return stopping;
    },
    takeSkip() {
      const taken = skipping;
      skipping = false;
      return taken;
    },
    whenRunning: () => (paused ? new Promise((resolve) => wake.push(resolve)) : Promise.resolve()),
  };
}
