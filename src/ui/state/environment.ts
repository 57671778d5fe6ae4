import type { Explainer } from "../../lab/port.ts";

/** What the page takes from the outside besides the lab. */
export interface Environment {
  readonly window: Window;
  /** For studies that are only shown, and so have no lab. */
  readonly explainer: Explainer;
}
