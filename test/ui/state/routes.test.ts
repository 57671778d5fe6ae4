import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hrefOf, navigation, resultsOf, routeOf, type Route } from "../../../src/ui/state/routes.ts";

const routes: fc.Arbitrary<Route> = fc.oneof(
  fc.constantFrom<Route>({ view: "setup" }, { view: "run" }, { view: "benchmark" }, { view: "studies" }),
  fc.constant<Route>({ view: "results", studyId: null, trialId: null }),
  fc.record({
    view: fc.constant("results" as const),
    studyId: fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/),
    trialId: fc.option(fc.integer({ min: 0, max: 1_000_000 })),
  }),
  fc.stringMatching(/^[A-Za-z0-9_-]{1,40}$/).map((body): Route => ({ view: "sharedStudy", fragment: `s1.${body}` })),
  fc.stringMatching(/^[A-Za-z0-9_-]{1,40}$/).map((body): Route => ({ view: "sharedBenchmark", fragment: `b1.${body}` })),
);

describe("routes", () => {
  it("survive the address", () => {
    fc.assert(
      fc.property(routes, (route) => {
        expect(routeOf(hrefOf(route))).toEqual(route);
      }),
    );
  });

  it("lead to the set-up where the address names nothing", () => {
    for (const hash of ["", "#", "#/", "#/nowhere", "#main", "#/setup/more"]) expect(routeOf(hash)).toEqual({ view: "setup" });
  });

  it("ignore ids that no study or trial can have", () => {
    expect(routeOf("#/results/a%20b/3")).toEqual({ view: "results", studyId: null, trialId: 3 });
    expect(routeOf("#/results/abc/x")).toEqual(resultsOf("abc"));
  });

  it("cover the navigation", () => {
    expect(navigation.map(({ view }) => routeOf(`#/${view}`).view)).toEqual(navigation.map(({ view }) => view));
  });
});
