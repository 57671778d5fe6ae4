/** As much of a window as the store needs: an address, timers, storage. For Node. */
export function fakeWindow(hash = "", stored: Record<string, string> = {}) {
  const events = new EventTarget();
  const storage = new Map(Object.entries(stored));
  const location = {
    current: hash,
    get hash() {
      return this.current;
    },
    set hash(next: string) {
      this.current = next;
      events.dispatchEvent(new Event("hashchange"));
    },
  };
  const window = {
    location,
    localStorage: {
      getItem: (key: string) => storage.get(key) ?? null,
      setItem: (key: string, value: string) => void storage.set(key, value),
    },
    setTimeout: (action: () => void, ms: number) => setTimeout(action, ms),
    addEventListener: events.addEventListener.bind(events),
    document: Object.assign(new EventTarget(), { title: "", visibilityState: "visible" }),
    navigator: {},
  };
  return { window: window as unknown as Window, storage, location };
}
