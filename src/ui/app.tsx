import { render } from "preact";
import { useEffect, useErrorBoundary, useRef } from "preact/hooks";
import "./theme.css";
import "./layout.css";
import "./parts/parts.css";
import { messageOf } from "../base/errors.ts";
import type { Lab } from "../lab/port.ts";
import { Button } from "./parts/button.tsx";
import { FailureNotice } from "./parts/notice.tsx";
import { Toasts } from "./parts/toasts.tsx";
import { announcementOf, titleOf } from "./run/words.ts";
import { StoreProvider, useStore } from "./state/context.ts";
import type { Environment } from "./state/environment.ts";
import type { Kept } from "./state/kept.ts";
import { hrefOf, navigation, type Route } from "./state/routes.ts";
import { createStore } from "./state/store.ts";
import { View } from "./views.tsx";

/** Draws the page into `root`, driven by `lab`. @returns takes the page away again */
export function mount(root: HTMLElement, lab: Lab, environment: Environment): () => void {
  const store = createStore(lab, environment);
  render(
    <StoreProvider value={store}>
      <App />
    </StoreProvider>,
    root,
  );
  return () => {
    render(null, root);
    store.end();
  };
}

function App() {
  const store = useStore();
  const main = useRef<HTMLElement>(null);
  const route = store.route.value;
  const address = hrefOf(route);
  const shared = "fragment" in route;
  const [thrown, reset] = useErrorBoundary();

  useEffect(() => {
    // A shared link is only read: it starts and downloads nothing.
    if (!shared) store.begin();
  }, [store, shared]);

  const before = useRef<Route | null>(null);
  useEffect(() => {
    reset();
    const from = before.current;
    before.current = route;
    // The first trial that is picked gives the address its study; the view is still the same.
    const same = from?.view === "results" && route.view === "results" && from.studyId === null;
    // A screen reader goes on from the new view, as after following a link to a page; not on arriving.
    if (from === null || same) return;
    main.current?.focus({ preventScroll: true });
    store.environment.window.scrollTo(0, 0);
  }, [address.split("/").slice(0, 3).join("/")]);

  return (
    <>
      <Masthead onSkip={() => main.current?.focus()} />
      <main ref={main} id="content" class="page" tabIndex={-1}>
        <Lost />
        {thrown === undefined ? <View route={route} /> : <Broken thrown={thrown} />}
      </main>
      <Colophon />
      <Title />
      <Announcements />
      <Toasts toasts={store.toasts} onDismiss={store.dismiss} />
    </>
  );
}

function Masthead({ onSkip }: { readonly onSkip: () => void }) {
  const store = useStore();
  const { view } = store.route.value;
  const run = store.activity.value;
  return (
    <header class="masthead">
      <a
        class="skip-link"
        href="#content"
        onClick={(event) => {
          // The fragment names the view, so it must not become the name of a place in it.
          event.preventDefault();
          onSkip();
        }}
      >
        Skip to the content
      </a>
      <div class="masthead-inner">
        <a class="brand" href={hrefOf({ view: "setup" })}>
          <svg viewBox="0 0 24 24" aria-hidden="true">
            <path d="M4 4h9v16H4z" fill="none" stroke="currentColor" stroke-width="2" />
            <path d="M16 12h5v8h-5z" fill="currentColor" />
          </svg>
          AutoDistill
        </a>
        <nav aria-label="Views">
          <ul class="views">
            {navigation.map((entry) => (
              <li key={entry.view}>
                <a
                  href={hrefOf(entry.view === "results" ? { view: "results", studyId: null, trialId: null } : { view: entry.view })}
                  aria-current={view === entry.view ? "page" : undefined}
                >
                  {entry.label}
                  {entry.view === "run" && run !== null && (
                    <span class="live-dot" data-paused={run.phase === "paused"}>
                      <span class="visually-hidden">{run.phase === "paused" ? "paused" : "running"}</span>
                    </span>
                  )}
                </a>
              </li>
            ))}
          </ul>
        </nav>
      </div>
    </header>
  );
}

/** The tab's title carries the progress. */
function Title() {
  const store = useStore();
  const { document } = store.environment.window;
  const title = titleOf(store.runningStudy.value, store.snapshot.value?.run ?? null);
  useEffect(() => {
    document.title = title;
  }, [document, title]);
  return null;
}

/** Told politely, and only when the trial or its phase changes: a voice that counts steps is no help. */
function Announcements() {
  const store = useStore();
  return (
    <p class="visually-hidden" role="status" aria-live="polite">
      {announcementOf(store.runningStudy.value, store.activity.value)}
    </p>
  );
}

const keptWords = {
  page: "Ready to work offline.",
  newer: "A newer version is here: it opens once every tab of this page is closed.",
} as const satisfies Record<Kept, string>;

function Colophon() {
  const kept = useStore().kept.value;
  return (
    <footer class="colophon">
      <p>
        Everything runs in this page. Models, text and results stay on this device unless you export or share them.{" "}
        {kept !== null && keptWords[kept]}
      </p>
    </footer>
  );
}

function Lost() {
  const store = useStore();
  const lost = store.lost.value;
  return lost === null ? null : (
    <FailureNotice
      title="The page lost touch with its worker"
      happened={lost}
      safe="Every finished trial, and the running one up to its last checkpoint."
      advice="It keeps trying. If this stays, reload the page and resume the study."
    >
      <Button onClick={() => store.environment.window.location.reload()}>Reload</Button>
    </FailureNotice>
  );
}

function Broken({ thrown }: { readonly thrown: unknown }) {
  const store = useStore();
  return (
    <FailureNotice
      title="This view could not be drawn"
      happened={messageOf(thrown)}
      safe="Your studies: a view only reads them. A running study goes on."
      advice="Go to another view, or reload the page."
    >
      <Button onClick={() => store.environment.window.location.reload()}>Reload</Button>
    </FailureNotice>
  );
}
