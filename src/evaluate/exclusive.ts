/** The part of `navigator.locks` that is used; `undefined` where the browser has none. */
export interface Locks {
  request<T>(name: string, task: () => Promise<T>): Promise<T>;
}

/** One device, however many tabs and workers: whoever measures or trains holds this lock. */
export const deviceLockName = "gpu";

/** Runs a task while nothing else of this origin uses the device; simply runs it where there are no Web Locks. */
export function exclusively<T>(locks: Locks | undefined, task: () => Promise<T>): Promise<T> {
  return locks === undefined ? task() : locks.request(deviceLockName, task);
}
