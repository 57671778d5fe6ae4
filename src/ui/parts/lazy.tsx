import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { messageOf } from "../../base/errors.ts";
import { Button } from "./button.tsx";
import { FailureNotice, Loading } from "./notice.tsx";

/**
 * A component whose code is fetched when it is first drawn, so that the page starts with what its first view needs. Code
 * that does not come is asked for again by the person, or when the network is back.
 */
export function lazy<Props extends object>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  let loaded: ComponentType<Props> | undefined;
  return function Lazy(props: Props) {
    const [outcome, settle] = useState<{ readonly failure?: unknown }>({});
    const fail = (failure: unknown) => settle({ failure });
    const fetchCode = () =>
      load().then((component) => {
        loaded = component;
        settle({});
      }, fail);
    const tryAgain = () => fetchMissingStyles().then(fetchCode, fail);
    useEffect(() => {
      if (loaded !== undefined) return;
      void fetchCode();
      window.addEventListener("online", tryAgain);
      return () => window.removeEventListener("online", tryAgain);
    }, []);
    if (loaded !== undefined) {
      const Component = loaded;
      return <Component {...props} />;
    }
    if (!("failure" in outcome)) return <Loading what="Opening…" />;
    return (
      <FailureNotice
        title="The code of this view did not come"
        happened={messageOf(outcome.failure)}
        safe="Your studies, and a running one up to its last checkpoint."
        advice="Try again once the network is back. If it was never gone, the page was updated: reload it, and resume a running study."
      >
        <Button onClick={tryAgain}>Try again</Button>
      </FailureNotice>
    );
  };
}

/** Vite asks for a stylesheet once. Those that did not come have no rules, and are asked for by being put in anew. */
async function fetchMissingStyles(): Promise<void> {
  const links = [...document.querySelectorAll<HTMLLinkElement>("link[rel=stylesheet]")];
  await Promise.all(
    links
      .filter(({ sheet }) => !sheet?.cssRules.length)
      .map(
        (link) =>
          new Promise((resolve, reject) => {
            link.addEventListener("load", resolve);
            link.addEventListener("error", () => reject(new Error(`the stylesheet did not come: ${link.href}`)));
            document.head.append(link);
          }),
      ),
  );
}
