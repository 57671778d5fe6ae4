import type { ComponentChildren } from "preact";
import { RunView } from "./run/run-view.tsx";
import { SetupView } from "./setup/setup-view.tsx";
import type { Route } from "./state/routes.ts";
import { StudiesView } from "./studies/studies-view.tsx";

/** The view of a route. To add one: a case here, and a line in `navigation`. */
export function View({ route }: { readonly route: Route }): ComponentChildren {
  switch (route.view) {
    case "setup":
      return <SetupView />;
    case "run":
      return <RunView />;
    case "studies":
      return <StudiesView />;
    default:
      return null;
  }
}
