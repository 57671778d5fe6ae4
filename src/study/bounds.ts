import type { Constraint } from "./requirements.ts";

export const boundWords = { atMost: "at most", atLeast: "at least" } as const satisfies Record<Constraint["bound"], string>;

/** Whether a value keeps to a constraint; what is not a number keeps to none. */
export const meets = ({ bound, value }: Pick<Constraint, "bound" | "value">, actual: number): boolean =>
  bound === "atMost" ? actual <= value : actual >= value;
