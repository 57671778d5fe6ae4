/** Whether the page can be seen, for whoever measures: browsers slow hidden tabs down. */
export interface Visibility {
  change(visible: boolean): void;
  /** Calls back at once and on every change; the result ends that. */
  on(callback: (visible: boolean) => void): () => void;
}

export function createVisibility(): Visibility {
  let visible = true;
  const listeners = new Set<(visible: boolean) => void>();
  return {
    change(now) {
      visible = now;
      for (const listener of listeners) listener(now);
    },
    on(callback) {
      listeners.add(callback);
      callback(visible);
      return () => listeners.delete(callback);
    },
  };
}
