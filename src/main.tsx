/** Composition root: hires the lab worker and mounts the page. */
import { mount } from "./ui/app.tsx";
import { hire } from "./wire/hire.ts";
import { whenCalled } from "./wire/later.ts";
import { createExplainer } from "./lab/explainer.ts";
import type { Lab, Searcher } from "./lab/port.ts";

declare global {
  /** The page's own port, for driving it from outside: `npm run study` speaks to the same lab as the buttons. */
  var autodistill: unknown;
}

/** What a shared study has taught needs no lab: the search alone is hired when the person asks. */
const explainer = createExplainer(() =>
  hire<Searcher>(new Worker(new URL("../workers/search.ts", import.meta.url), { type: "module", name: "search" })),
);

/** A shared link is shown without a lab: it starts nothing and downloads nothing, not for offline use either. */
const lab = whenCalled<Lab>(() => {
  keepForOfflineUse();
  // `new Worker(new URL(…))` must stand here as it is: behind a helper Vite emits no worker.
  const worker = new Worker(new URL("../workers/lab.ts", import.meta.url), { type: "module", name: "lab" });
  return hire<Lab>(worker).port;
});
globalThis.autodistill = lab;

const root = document.getElementById("app");
if (!root) throw new Error('the page has no element "app"');
mount(root, lab, { window, explainer });

function keepForOfflineUse(): void {
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  // Without it (plain http) everything else works.
  navigator.serviceWorker.register("./sw.js").catch(() => {});
}
