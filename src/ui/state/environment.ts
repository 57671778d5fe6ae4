/** What the page takes from the outside besides the lab. */
export interface Environment {
  readonly window: Window;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}
