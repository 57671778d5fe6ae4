import { describe, expect, it } from "vitest";
import { suggest } from "../../src/search/index.ts";
import type { Architecture } from "../../src/study/architecture.ts";
import { knownMetrics } from "../../src/study/known-metrics.ts";
import { smallSpace } from "../suites/searcher.ts";
import { requirementsWith, studyWith, teacher, trialWith } from "../suites/studies.ts";

const of = (hiddenSize: number, intraBottleneckSize: number): Architecture => ({
  numHiddenLayers: 4,
  hiddenSize,
  intraBottleneckSize,
  numAttentionHeads: 3,
  intermediateSize: 64,
  numFeedforwardNetworks: 1,
});
const wanted = [of(128, 48), of(64, 30), of(64, 48)];
const requirements = { space: smallSpace, candidates: wanted, budget: { kind: "trials", trials: 8 } as const };

describe("the person's candidates", () => {
  it("are proposed first, in their order, however many are asked for", () => {
    const suggestions = suggest(studyWith([], requirements), 5, 1);
    expect(suggestions.slice(0, 3)).toEqual(wanted.map((architecture) => ({ architecture, origin: "person" })));
    expect(suggestions.slice(3).map(({ origin }) => origin)).toEqual(["space-filling", "space-filling"]);
  });

  it("are tried once, and not again where the baseline was one of them", () => {
    const baseline = trialWith({ mlmAccuracy: 0.5, latencyMs: 2 }, { role: "baseline", architecture: of(64, 30) });
    const running = trialWith({}, { id: 1, architecture: of(128, 48), state: "running", measurement: null });
    const [next, after] = suggest(studyWith([baseline, running], requirements), 2, 1);
    expect(next).toEqual({ architecture: of(64, 48), origin: "person" });
    expect(after?.origin).toBe("space-filling");
  });

  it("are left out where they are known to break a constraint", () => {
    const { parameters } = knownMetrics(of(64, 48), requirementsWith(requirements), teacher);
    const constraints = [{ metric: "parameters" as const, bound: "atMost" as const, value: parameters }];
    const own = suggest(studyWith([], { ...requirements, constraints }), 4, 1).filter(({ origin }) => origin === "person");
    expect(own.map(({ architecture }) => architecture)).toEqual([of(64, 30), of(64, 48)]);
  });
});
