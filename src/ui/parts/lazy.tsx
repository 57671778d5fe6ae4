import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Loading } from "./notice.tsx";

/**
 * A component whose code is fetched when it is first drawn, so that the page starts with what its first view needs. Code
 * that cannot be fetched is an error of the view, and tried again when the view is.
 */
export function lazy<Props extends object>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  let loaded: ComponentType<Props> | undefined;
  return function Lazy(props: Props) {
    const [, drawAgain] = useState(0);
    const [failure, fail] = useState<unknown>(null);
    useEffect(() => {
      if (loaded !== undefined) return;
      load().then((component) => {
        loaded = component;
        drawAgain((count) => count + 1);
      }, fail);
    }, []);
    if (failure !== null) throw failure;
    if (loaded === undefined) return <Loading what="Opening…" />;
    const Component = loaded;
    return <Component {...props} />;
  };
}
