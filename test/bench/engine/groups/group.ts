import type { Row } from "../../rows.ts";

/** How much time to take. */
export interface Effort {
  /** Small and few, to see that it runs; what it finds is rough. */
  readonly quick: boolean;
  /** Says what is being measured. */
  readonly tell: (line: string) => void;
}

/** One question put to the engine; its rows answer it. */
export interface Group {
  readonly what: string;
  measure(effort: Effort): Promise<readonly Row[]>;
}
