/** The lab worker: runs the loop and owns the store. A mailbox; the code is in src/lab. */
import { browserPorts, exclusively } from "../src/lab/browser-ports.ts";
import { createLab } from "../src/lab/lab.ts";
import { later } from "../src/wire/later.ts";
import { serve } from "../src/wire/serve.ts";

// `new Worker(new URL(…))` must stand here as it is: behind a helper Vite emits no worker.
const ports = browserPorts({
  workbenchWorker: () => new Worker(new URL("./distill.ts", import.meta.url), { type: "module", name: "distill" }),
  searchWorker: () => new Worker(new URL("./search.ts", import.meta.url), { type: "module", name: "search" }),
});

serve(later(ports.then((opened) => createLab(opened, exclusively))));
