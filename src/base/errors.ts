/**
 * Errors say what the caller should do. Anything that is not one of these is a bug and surfaces with its stack.
 * The name travels through structured clone, so `wire` can rebuild the class on the other side of a worker.
 */
export class Refused extends Error {
  override readonly name = "Refused";
  /** Which field or file was refused, for showing the message beside it. */
  readonly field: string | undefined;
  constructor(message: string, field?: string) {
    super(message);
    this.field = field;
  }
}

/** This device cannot do it: offer another way. */
export class Unsupported extends Error {
  override readonly name = "Unsupported";
}

/** The device or its worker is gone: start another one and go on from the last checkpoint. */
export class Lost extends Error {
  override readonly name = "Lost";
}

/** This student cannot be trained (NaN, out of memory): its trial is infeasible, the study goes on. */
export class Diverged extends Error {
  override readonly name = "Diverged";
}

/** The person took the request back: there is nothing to do, and nothing to tell. */
export class Cancelled extends Error {
  override readonly name = "Cancelled";
}

/** Whether it is one of the above: told in words, not with a stack. */
export function isForeseen(thrown: unknown): boolean {
  return [Refused, Unsupported, Lost, Diverged, Cancelled].some((kind) => thrown instanceof kind);
}

/** The message of anything that was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
