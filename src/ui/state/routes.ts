/** Which view the address names. A route is a value; its address is a fragment, so any static host serves it. */
export type Route =
  | { readonly view: "setup" }
  | { readonly view: "run" }
  | { readonly view: "results"; readonly studyId: string | null; readonly trialId: number | null }
  | { readonly view: "benchmark" }
  | { readonly view: "studies" }
  /** Read only; `fragment` begins with its form and version: "s1." is a study, "b1." a benchmark. */
  | { readonly view: "sharedStudy" | "sharedBenchmark"; readonly fragment: string };

export type ViewName = Route["view"];

/** The views of the navigation, in its order. */
export const navigation = [
  { view: "setup", label: "Set up" },
  { view: "run", label: "Run" },
  { view: "results", label: "Results" },
  { view: "benchmark", label: "Benchmark" },
  { view: "studies", label: "Studies" },
] as const satisfies readonly { view: ViewName; label: string }[];

const simpleViews = ["setup", "run", "benchmark", "studies"] as const;

/** The route of a fragment; an unknown one leads to the set-up. */
export function routeOf(hash: string): Route {
  const fragment = hash.replace(/^#/, "");
  if (/^s\d+\./.test(fragment)) return { view: "sharedStudy", fragment };
  if (/^b\d+\./.test(fragment)) return { view: "sharedBenchmark", fragment };
  const [view, studyId, trial] = fragment.replace(/^\//, "").split("/");
  if (view === "results") {
    const trialId = trial !== undefined && /^\d{1,7}$/.test(trial) ? Number(trial) : null;
    return { view, studyId: studyId !== undefined && /^[A-Za-z0-9_-]{1,64}$/.test(studyId) ? studyId : null, trialId };
  }
  return { view: simpleViews.find((name) => name === view) ?? "setup" };
}

/** The fragment of a route: `routeOf(hrefOf(route))` is the route again. */
export function hrefOf(route: Route): string {
  if ("fragment" in route) return `#${route.fragment}`;
  if (route.view !== "results") return `#/${route.view}`;
  const parts = [route.studyId, route.studyId === null ? null : route.trialId].filter((part) => part !== null);
  return `#/${["results", ...parts].join("/")}`;
}

/** The address of a study's results, or of one of its trials. */
export function resultsOf(studyId: string, trialId: number | null = null): Route {
  return { view: "results", studyId, trialId };
}
