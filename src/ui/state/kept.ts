/** What the browser keeps of the page for later: all that works without a network, or a newer version besides. */
export type Kept = "page" | "newer";

/** Tells what the service worker keeps, once it answers for this page. @param container none on plain http */
export function followKept(container: ServiceWorkerContainer | undefined, tell: (kept: Kept) => void, signal: AbortSignal): void {
  if (container === undefined) return;
  const lookForPage = () => container.controller !== null && tell("page");
  lookForPage();
  container.addEventListener("controllerchange", lookForPage, { signal });
  void container.ready.then((registration) => {
    const lookForNewer = () => registration.waiting !== null && tell("newer");
    lookForNewer();
    registration.addEventListener("updatefound", () => registration.installing?.addEventListener("statechange", lookForNewer, { signal }), { signal });
  });
}
