/** The bench itself: what a run counts, what the comparisons conclude, what the command line accepts. */
import { describe, expect, it } from "vitest";
import { random } from "../../../src/search/baselines/random.ts";
import type { Searcher, TriedCandidate } from "../../../src/search/problem.ts";
import { candidateKey } from "../../../src/search/space/axes.ts";
import { exactly } from "../../../src/study/measurement.ts";
import { rowTable } from "../rows.ts";
import { runCrowd } from "./crowd.ts";
import { goals } from "./goals.ts";
import { parseOptions } from "./options.ts";
import { braninCurrin, braninCurrinNoisy, constrainedBraninCurrin } from "./problems/branin-currin.ts";
import { problems } from "./problems/index.ts";
import { penicillin } from "./problems/penicillin.ts";
import { studentNas3, studentNasNoisy } from "./problems/student-nas.ts";
import { students576 } from "./problems/students-576.ts";
import { shownFront } from "./repeats.ts";
import { traceTable } from "./report.ts";
import { rowsOf } from "./rows.ts";
import { hypervolumeOf, objective, type TestProblem } from "./test-problem.ts";
import { problemWith, runJob, trialOf, type Job, type Trace } from "./trace.ts";

/** A clock that moves a millisecond a look. */
function ticking(): () => number {
  let time = 0;
  return () => time++;
}
const run = (job: Job) => runJob(job, ticking());

describe("a run", () => {
  it("is the same for the same seed, and never loses hypervolume", () => {
    const job: Job = { problem: "BraninCurrin", method: "nsga2", seed: 4 };
    const trace = run(job);
    expect(run(job)).toEqual(trace);
    expect(run({ ...job, seed: 5 }).hypervolumes).not.toEqual(trace.hypervolumes);
    expect(trace.hypervolumes).toHaveLength(braninCurrin.budget);
    expect([...trace.hypervolumes].sort((a, b) => a - b)).toEqual(trace.hypervolumes);
    expect(trace.milliseconds).toEqual(new Array<number>(braninCurrin.budget).fill(1));
  });

  it("counts true values: noise changes what is seen, not what it is worth", () => {
    const seeds = [1, 2, 3];
    const reached = (problem: string) => seeds.map((seed) => run({ problem, method: "random", seed }).hypervolumes[49]);
    expect(reached("BraninCurrinNoisy")).toEqual(reached("BraninCurrin"));
  });

  it("counts proposals that break a bound, and nothing of theirs", () => {
    const { infeasible, hypervolumes } = run({ problem: "ConstrainedBraninCurrin", method: "random", seed: 1 });
    // The disc is 0.70 of the square.
    expect(infeasible).toBeGreaterThan(5);
    expect(infeasible).toBeLessThan(25);
    expect(hypervolumes.at(-1)).toBeLessThan(constrainedBraninCurrin.maximum);
  });

  it("adds up to what its candidates are worth together", () => {
    const { hypervolumes, duplicates, infeasible } = run({ problem: "Students-576", method: "random", seed: 1 });
    expect([duplicates, infeasible]).toEqual([0, 0]);
    const proposals = random(problemWith(students576, []), students576.budget, 1);
    const worth = hypervolumeOf(students576, proposals.map(({ candidate }) => candidate));
    expect(hypervolumes.at(-1)).toBeCloseTo(worth, 9);
  });
});

describe("a trial", () => {
  it("tells how latencies scatter, and leaves other noise to be found out", () => {
    const student = Float64Array.of(6, 384, 6, 4, 0, 1, 128, 8, -2.75, 0.75);
    const { log10LatencyMs, error } = trialOf(studentNasNoisy, student, 3).readings;
    expect((log10LatencyMs?.high ?? 0) - (log10LatencyMs?.low ?? 0)).toBeCloseTo((2 * 1.96 * 0.05) / Math.LN10, 12);
    expect(error).toEqual(exactly(studentNasNoisy.evaluate(student)["error"] ?? Number.NaN));
    const { branin } = trialOf(braninCurrinNoisy, Float64Array.of(0.5, 0.5), 3).readings;
    expect(branin?.samples).toBe(1);
    expect(branin?.low).toBe(branin?.high);
  });

  it("scatters by the deviation stated", () => {
    const candidate = Float64Array.of(0.5, 0.5);
    const truth = braninCurrinNoisy.evaluate(candidate)["branin"] ?? 0;
    const errors = Array.from({ length: 400 }, (_, seed) => {
      const { branin } = trialOf(braninCurrinNoisy, candidate, seed).readings;
      return (branin?.value ?? Number.NaN) - truth;
    });
    const deviation = Math.sqrt(errors.reduce((sum, error) => sum + error ** 2, 0) / errors.length);
    // 3 standard errors: 15.19 · 3 / √800
    expect(Math.abs(deviation - 15.19)).toBeLessThan(1.62);
  });

  it("is put to a searcher with the reference point as it is measured", () => {
    expect(problemWith(penicillin, []).reference).toEqual([-25.935, 57.612, 935.5]);
    expect(problemWith(studentNas3, []).reference).toEqual([0.45, 1.5, 2.2]);
  });
});

const trace = (job: Partial<Trace>): Trace => ({
  problem: "BraninCurrin",
  method: "ours",
  seed: 0,
  hypervolumes: [],
  infeasible: 0,
  duplicates: 0,
  milliseconds: [1],
  ...job,
});
const flat = (value: number) => new Array<number>(150).fill(value);
const holding = (traces: readonly Trace[]) =>
  Object.fromEntries(rowsOf(traces).map(({ name, holds }) => [name, holds]));

describe("the comparisons", () => {
  it("name problems that exist, within their budgets", () => {
    for (const { problem, trials, target } of goals) {
      const found = problems.find(({ name }) => name === problem);
      expect(found?.budget).toBeGreaterThanOrEqual(trials);
      expect(found?.maximum).toBeGreaterThan(target);
    }
  });

  it("take the median of the seeds, and two misses by a hundredth", () => {
    const traces = ["ZDT1", "ZDT2", "DTLZ2-M2"].flatMap((problem) => {
      const target = goals.find((goal) => goal.problem === problem)?.target ?? 0;
      return [0.5, 0.995, 1.2].map((share, seed) => trace({ problem, seed, hypervolumes: flat(share * target) }));
    });
    const rows = holding(traces);
    expect(rows).toMatchObject({ "ZDT1, 60 trials": true, "ZDT2, 60 trials": true, "DTLZ2-M2, 60 trials": false });
  });

  it("do not let a miss by more pass", () => {
    expect(holding([trace({ hypervolumes: flat(57) })])).toEqual({ "BraninCurrin, 50 trials": false });
  });

  it("want the others below the target, and fewest infeasible proposals", () => {
    const problem = "ConstrainedBraninCurrin";
    const rows = holding([
      trace({ problem, hypervolumes: flat(606), infeasible: 4 }),
      trace({ problem, method: "random", hypervolumes: flat(400), infeasible: 9 }),
      trace({ problem, method: "nsga2", hypervolumes: flat(605.5), infeasible: 3 }),
    ]);
    expect(rows).toEqual({
      [`${problem}, 50 trials`]: true,
      [`${problem}, 50 trials: random`]: true,
      [`${problem}, 50 trials: nsga2`]: false,
      [`${problem}, share of infeasible proposals`]: false,
    });
  });

  it("count trials to a goal; who never reaches it has null", () => {
    const problem = "StudentNAS-10-M2";
    const method = "ours-alone";
    const late = [...flat(0.4).slice(0, 75), ...flat(0.48).slice(0, 75)];
    const rows = rowsOf([trace({ problem, method, hypervolumes: late, duplicates: 1 })]);
    expect(rows.find(({ name }) => name === `${problem}, trials to 0.466`)).toMatchObject({ ours: 76, holds: false });
    expect(rows.find(({ name }) => name === `${problem}, duplicates`)?.holds).toBe(false);
    const never = rowsOf([trace({ problem, method, hypervolumes: flat(0.4) })]);
    expect(JSON.stringify(never.find(({ name }) => name === `${problem}, trials to 0.466`))).toContain('"ours":null');
  });

  it("count trials to most of a known front, against the others'", () => {
    const problem = "Students-576";
    const found = (trials: number) => [...new Array<number>(trials - 1).fill(7), ...new Array<number>(50).fill(students576.maximum)];
    const rows = rowsOf([
      trace({ problem, method: "ours-alone", hypervolumes: found(20) }),
      trace({ problem, method: "random", hypervolumes: found(40) }),
      trace({ problem, method: "nsga2", hypervolumes: found(26) }),
    ]);
    expect(rows.map(({ ours, baseline, holds }) => [ours, baseline, holds])).toEqual([
      [20, 40, true],
      [20, 26, false],
    ]);
  });

  it("judge how long a proposal takes by its median", () => {
    const [row] = rowsOf([], { speeds: [{ problem: "VehicleSafety", trials: 100, milliseconds: [100, 250, 900] }] });
    expect(row).toMatchObject({ ours: 250, baseline: 300, holds: true });
    const [each] = rowsOf([], { batch: { problem: "VehicleSafety", trials: 100, count: 64, milliseconds: 6400 } });
    expect(each).toMatchObject({ ours: 100, baseline: 300, holds: true });
  });

  it("are printed with a line each", () => {
    const traces = [trace({ hypervolumes: flat(58.3) }), trace({ method: "random", hypervolumes: flat(31) })];
    expect(traceTable(traces).split("\n")).toHaveLength(4);
    expect(traceTable(traces)).toContain("58.3 [58.3, 58.3]");
    expect(rowTable(rowsOf(traces)).split("\n")).toHaveLength(3);
  });
});

describe("the front that is shown", () => {
  /** Both objectives as they are on the axes, x to the right and y up. */
  const plane: TestProblem = {
    ...braninCurrin,
    metrics: [objective("x"), objective("y")],
    evaluate: ([x = 0, y = 0]) => ({ x, y }),
    reference: [1, 1],
  };
  const tried = (x: number, y: number, seen: readonly [number, number]): TriedCandidate => ({
    candidate: Float64Array.of(x, y),
    state: "complete",
    readings: { x: exactly(seen[0]), y: exactly(seen[1]) },
  });

  it("is that of the means, at its true values", () => {
    // Seen once, (0.8, 0.8) has had luck: it hides (0.5, 0.5), and is worth 0.2² alone.
    const lucky = [tried(0.8, 0.8, [0.4, 0.4]), tried(0.5, 0.5, [0.5, 0.5])];
    expect(shownFront(plane, lucky).hypervolume).toBeCloseTo(0.04, 12);
    expect(shownFront(plane, lucky).right).toBe(0);
    const again = [...lucky, tried(0.8, 0.8, [1, 1])];
    expect(shownFront(plane, again).hypervolume).toBeCloseTo(0.25, 12);
    expect(shownFront(plane, again).right).toBe(1);
  });
});

describe("a crowd", () => {
  it("is never given a candidate twice, and asks whenever one of it is done", () => {
    const running: number[] = [];
    const asked: string[] = [];
    const searcher: Searcher = (problem, count, seed) => {
      running.push(problem.tried.filter(({ state }) => state === "running").length);
      const proposals = random(problem, count, seed);
      asked.push(...proposals.map(({ candidate }) => candidateKey(candidate)));
      return proposals;
    };
    const { milliseconds, hypervolume } = runCrowd(braninCurrin, { workers: 20, asked: 15 }, searcher, 1, ticking());
    // One of twenty has reported, and nobody else is idle.
    expect(running).toEqual(new Array<number>(15).fill(19));
    expect(new Set(asked).size).toBe(15);
    expect(milliseconds).toEqual(new Array<number>(15).fill(1));
    expect(hypervolume).toBeGreaterThan(0);
    expect(hypervolume).toBeLessThan(braninCurrin.maximum);
  });
});

describe("the command line", () => {
  it("has defaults, and fewer when it has to be quick", () => {
    expect(parseOptions([])).toMatchObject({ methods: ["ours", "ours-alone", "nsga2", "random", "sobol"], seeds: 3, json: null });
    expect(parseOptions([])?.problems).toHaveLength(problems.length);
    expect(parseOptions(["--quick"])).toMatchObject({ seeds: 1, speedAfter: [100], crowd: null });
    expect(parseOptions(["--first-seed", "100"])).toMatchObject({ firstSeed: 100, crowd: { workers: 1000 } });
    expect(parseOptions(["--problems", "ZDT1, ZDT2", "--methods", "ours", "--seeds", "2"])).toMatchObject({
      problems: ["ZDT1", "ZDT2"],
      methods: ["ours"],
      seeds: 2,
    });
    expect(parseOptions(["--transfer", "--seeds", "10"])).toMatchObject({ transfer: true, comparisons: false, seeds: 10 });
    expect(parseOptions(["--quick"])).toMatchObject({ transfer: true, repeats: true, comparisons: true });
    expect(parseOptions(["--help"])).toBeNull();
  });

  it.each([
    [["--problems", "ZDT9"], 'unknown name: "ZDT9"'],
    [["--seeds", "0"], 'got "0"'],
    [["--first-seed", "-1"], "--first-seed"],
    [["--sedes", "3"], "--sedes"],
  ])("refuses %j", (args, message) => {
    expect(() => parseOptions(args)).toThrow(message);
  });
});
