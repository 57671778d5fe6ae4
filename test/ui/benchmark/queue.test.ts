import { describe, expect, it } from "vitest";
import { Cancelled, Lost, Refused } from "../../../src/base/errors.ts";
import type { BenchmarkResult, BenchmarkSubject, SessionReference } from "../../../src/lab/port.ts";
import { exactly } from "../../../src/study/measurement.ts";
import { createQueue, foretold, type QueuedSubject } from "../../../src/ui/benchmark/queue.ts";
import { createBenchmarkSession, type BenchmarkLab } from "../../../src/ui/benchmark/session.ts";
import { fakeDevices } from "../../suites/fake-study.ts";

const queued = (name: string, flops: number): QueuedSubject => ({
  flops,
  subject: { kind: "bert", name, layers: 1, hiddenSize: 8, heads: 1, intermediateSize: 8 },
});
const estimate = { value: 1, low: 0.9, high: 1.1, samples: 20 };
const resultOf = (subject: BenchmarkSubject, device: BenchmarkResult["device"] = fakeDevices.gpu): BenchmarkResult => ({
  name: subject.name,
  parameters: 1,
  flops: 1,
  latencyMs: estimate,
  ratio: estimate,
  timing: { samplesMs: [], singleShotMs: 1, referenceMs: 1, repeats: [1, 2], quantumMs: 0.1, drifted: false },
  device,
});

/** A pass takes as many seconds as the network has FLOPs, a session five more. */
function harness(fail: (name: string) => Error | null = () => null) {
  let milliseconds = 0;
  const timed: string[] = [];
  let cancelTiming = () => {};
  const queue = createQueue({
    now: () => milliseconds,
    onResult: ({ name }) => timed.push(name),
    cancel: async () => cancelTiming(),
    async time(subject) {
      const seconds = Number(subject.name.slice(1));
      milliseconds += 1000 * (seconds + 5);
      // Endless: it can only be given up.
      if (subject.name === "n0") {
        await new Promise((_, reject) => (cancelTiming = () => reject(new Cancelled("by the person"))));
      }
      const failure = fail(subject.name);
      if (failure !== null) throw failure;
      return { ...resultOf(subject), latencyMs: { ...estimate, value: 1000 * seconds } };
    },
  });
  return { queue, timed };
}

const settled = async () => {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
};

it("foretells from the largest network timed, never less than it took", () => {
  const timed = [{ flops: 10, seconds: 5, latencyMs: 1 }, { flops: 100, seconds: 6, latencyMs: 20 }];
  // A pass of 40 ms still fits into the fixed session; one of 600 ms takes 24 times 0.5 s longer than one of 100 ms.
  expect(foretold(timed, 200)).toBe(6);
  expect(foretold(timed, 3000)).toBeCloseTo(18, 9);
  expect(foretold(timed, 1)).toBe(6);
  expect(foretold([], 1)).toBeNull();
});

describe("the queue", () => {
  it("times small to large and ends empty", async () => {
    const { queue, timed } = harness();
    await queue.start([queued("n3", 3), queued("n1", 1), queued("n2", 2)]);
    expect(timed).toEqual(["n1", "n2", "n3"]);
    expect(queue.state.value).toBeNull();
  });

  it("asks before a network that would take over a minute, and can skip it", async () => {
    const { queue, timed } = harness();
    const done = queue.start([queued("n2", 2), queued("n70", 70), queued("n90", 90)]);
    await settled();
    // 7 s for the first, and 24 passes of 68 s more each.
    expect(queue.state.value?.question).toMatchObject({ seconds: 7 + 24 * 68, next: { flops: 70 } });
    queue.answer(false);
    await settled();
    expect(queue.state.value?.question?.next.flops).toBe(90);
    queue.answer(true);
    await done;
    expect(timed).toEqual(["n2", "n90"]);
  });

  it("stops after the network being timed, and at a question at once", async () => {
    const { queue, timed } = harness();
    const done = queue.start([queued("n1", 1), queued("n2", 2), queued("n3", 3)]);
    queue.stop();
    await done;
    expect(timed).toEqual(["n1"]);
    const again = queue.start([queued("n1", 1), queued("n99", 99)]);
    await settled();
    queue.stop();
    await again;
    expect(timed).toEqual(["n1", "n1"]);
    expect(queue.state.value).toBeNull();
    expect(queue.stopped.value).toEqual({ timed: 1, total: 2 });
  });

  it("gives up the network being timed, keeps the earlier ones, and can start again", async () => {
    const { queue, timed } = harness();
    const done = queue.start([queued("n1", 1), queued("n0", 2), queued("n3", 3)]);
    await settled();
    expect(queue.state.value?.running?.subject.name).toBe("n0");
    await queue.cancel();
    await done;
    expect(timed).toEqual(["n1"]);
    expect(queue.state.value).toBeNull();
    expect(queue.stopped.value).toEqual({ timed: 1, total: 3 });
    expect(queue.failures.value).toEqual([]);
    await queue.start([queued("n3", 3)]);
    expect(timed).toEqual(["n1", "n3"]);
    expect(queue.stopped.value).toBeNull();
  });

  it("goes on after a network that fails, but not after a refusal", async () => {
    const lost = harness((name) => (name === "n2" ? new Lost("the device is gone") : null));
    await lost.queue.start([queued("n1", 1), queued("n2", 2), queued("n3", 3)]);
    expect(lost.timed).toEqual(["n1", "n3"]);
    expect(lost.queue.failures.value).toEqual([{ name: "n2", message: "the device is gone" }]);
    const refused = harness(() => new Refused("a study runs"));
    await refused.queue.start([queued("n1", 1), queued("n2", 2)]);
    expect(refused.queue.failures.value).toHaveLength(1);
  });
});

describe("the session", () => {
  const target = { batchSize: 1, sequenceLength: 48, backend: "auto" } as const;
  const labThat = (benchmark: BenchmarkLab["benchmark"]) => ({ benchmark, cancelBenchmark: async () => {} });
  function memory() {
    const kept = new Map<string, string>();
    return {
      kept,
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
      removeItem: (key: string) => void kept.delete(key),
    };
  }

  it("keeps results over a reload", async () => {
    const storage = memory();
    const lab = labThat(async (subject) => resultOf(subject));
    const session = createBenchmarkSession({ lab, storage, now: () => 0 });
    await session.start([queued("n1", 1), queued("n2", 2)], target);
    const reloaded = createBenchmarkSession({ lab, storage, now: () => 0 });
    expect(reloaded.own.value?.results.map(({ name }) => name)).toEqual(["n1", "n2"]);
    reloaded.clear();
    expect(createBenchmarkSession({ lab, storage, now: () => 0 }).own.value).toBeNull();
  });

  it("never mixes devices or batches in one column", async () => {
    const storage = memory();
    const devices = [fakeDevices.gpu, fakeDevices.software];
    const lab = labThat(async (subject) => resultOf(subject, devices[subject.name === "n1" ? 0 : 1] ?? fakeDevices.gpu));
    const session = createBenchmarkSession({ lab, storage, now: () => 0 });
    await session.start([queued("n1", 1)], target);
    await session.start([queued("n2", 2)], target);
    expect(session.own.value?.results.map(({ name }) => name)).toEqual(["n2"]);
    await session.start([queued("n3", 3)], { ...target, sequenceLength: 64 });
    expect(session.own.value).toMatchObject({ sequenceLength: 64, results: [{ name: "n3" }] });
  });

  it("has all its networks told at the pace of the first one, over a reload too", async () => {
    const storage = memory();
    const asked: (SessionReference | null)[] = [];
    const lab = labThat(async (subject, _target, session) => {
      asked.push(session);
      return { ...resultOf(subject), latencyMs: exactly(6), ratio: exactly(1.5) };
    });
    const opened = () => createBenchmarkSession({ lab, storage, now: () => 0 });
    await opened().start([queued("n1", 1), queued("n2", 2)], target);
    await opened().start([queued("n1", 1)], target);
    await opened().start([queued("n1", 1)], { ...target, batchSize: 2 });
    const first = { deviceKey: fakeDevices.gpu.key, milliseconds: 4 };
    expect(asked).toEqual([null, first, first, null]);
  });

  it("begins afresh where what was kept cannot be read", () => {
    const storage = memory();
    storage.setItem("autodistill.benchmark", '{"version":0}');
    const lab = labThat(async (subject) => resultOf(subject));
    expect(createBenchmarkSession({ lab, storage, now: () => 0 }).own.value).toBeNull();
  });
});
