/** What the page takes from the outside besides the lab. */
export interface Environment {
  readonly window: Window;
}
