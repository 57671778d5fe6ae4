import { describe, expect, it } from "vitest";
import { Cancelled } from "../../src/base/errors.ts";
import type { BenchmarkSubject, PretrainingOptions, PretrainingStatus } from "../../src/lab/port.ts";
import { defaultRequirements } from "../../src/study/requirements.ts";
import { createTestLab, type TestLab } from "../suites/lab-ports.ts";

const options: PretrainingOptions = {
  layers: 1,
  hiddenSize: 8,
  heads: 1,
  intermediateSize: 8,
  vocabSize: 40,
  sequenceLength: 16,
  batchSize: 2,
  steps: 60,
  learningRate: 1e-3,
  seed: 1,
};
const sentence = (number: number) => `the cat number ${number} sat on the mat .`;
const text = Array.from({ length: 40 }, (_, document) => [1, 2, 3].map((line) => sentence(10 * document + line)).join("\n")).join("\n\n");

async function imported({ lab }: TestLab) {
  const { fingerprint, summary } = await lab.importText({ name: "own.txt", content: new Blob([text]) }, "");
  return { fingerprint, name: summary.name };
}

/** Waits until pretraining is no longer `state`. */
async function pretrainingAfter({ lab }: TestLab, state: PretrainingStatus["state"]): Promise<PretrainingStatus> {
  let snapshot = await lab.snapshot(0, 0);
  while (snapshot.pretraining === null || snapshot.pretraining.state === state) {
    snapshot = await lab.snapshot(snapshot.revision, 1000);
  }
  return snapshot.pretraining;
}

/** Checkpoints and imported files that were written, by name. */
function written({ store }: TestLab) {
  const names: string[] = [];
  const { saveCheckpoint, saveAsset } = store;
  store.saveCheckpoint = async (id, trial, checkpoint) => {
    await saveCheckpoint(id, trial, checkpoint);
    names.push(`checkpoint at ${checkpoint.step}`);
  };
  store.saveAsset = async (fingerprint, files) => {
    await saveAsset(fingerprint, files);
    names.push(files.map(({ name }) => name).join());
  };
  return names;
}

describe("cancelled pretraining", () => {
  it("ends its worker at once, says so, and writes nothing", async () => {
    const test = createTestLab();
    const own = await imported(test);
    const names = written(test);
    let cancelled = Promise.resolve();
    test.benches.onAdvance = (count) => {
      if (count === 3) cancelled = test.lab.cancelPretraining();
    };
    await test.lab.pretrain(own, options);
    const status = await pretrainingAfter(test, "running");
    await cancelled;
    expect(status).toMatchObject({ state: "stopped", step: 20, teacher: null, etaSeconds: null });
    expect(status.message).toBe("Stopped before its first checkpoint; starting again begins with the first step");
    expect(names).toEqual([]);
    expect(test.benches.dismissed).toBe(test.benches.hired);
    expect((await test.lab.snapshot(0, 0)).failure).toBeNull();
  });

  it("is over when the call resolves: the device is free for a study", async () => {
    const test = createTestLab();
    const own = await imported(test);
    await test.lab.pretrain(own, options);
    await expect(test.lab.pretrain(own, options)).rejects.toThrow(/until pretraining is done or stopped/);
    await test.lab.cancelPretraining();
    expect((await test.lab.snapshot(0, 0)).pretraining?.state).toBe("stopped");
    await test.lab.run(await test.lab.create({ ...defaultRequirements, budget: { kind: "trials", trials: 1 } }));
    await test.idle();
    expect((await test.lab.studies())[0]?.state).toBe("finished");
  });

  it("goes on from its last checkpoint when it is started again", async () => {
    // The clock goes so fast that a checkpoint falls due after every piece.
    const test = createTestLab({}, undefined, 3_600_000);
    const own = await imported(test);
    test.benches.onAdvance = (count) => {
      if (count === 4) void test.lab.cancelPretraining();
    };
    await test.lab.pretrain(own, options);
    expect((await pretrainingAfter(test, "running")).message).toMatch(/goes on from step 30$/);
    await test.lab.pretrain(own, options);
    let snapshot = await test.lab.snapshot(0, 0);
    while (snapshot.pretraining?.message !== "Going on from step 30") snapshot = await test.lab.snapshot(snapshot.revision, 1000);
    await pretrainingAfter(test, "running");
    // Three pieces and the cancelled one, then the three that were left.
    expect(test.benches.advances).toBe(7);
  });

  it("is not needed where its worker hangs: that is told, and the device is free", async () => {
    const test = createTestLab({ hangAtAdvance: [2] });
    await test.lab.pretrain(await imported(test), options);
    const status = await pretrainingAfter(test, "running");
    expect(status).toMatchObject({ state: "failed", message: 'the worker hangs: silent for 301 s, during "advance"' });
    await test.lab.cancelPretraining();
    expect((await test.lab.snapshot(0, 0)).pretraining?.state).toBe("failed");
    expect(test.benches.dismissed).toBe(test.benches.hired);
  });

  it("that has nothing to cancel changes nothing", async () => {
    const test = createTestLab();
    await test.lab.cancelPretraining();
    await test.lab.cancelBenchmark();
    expect((await test.lab.snapshot(0, 0)).pretraining).toBeNull();
  });

  it("comes too late once the weights are out: the teacher is kept whole", async () => {
    const test = createTestLab();
    const own = await imported(test);
    const names = written(test);
    const { saveAsset } = test.store;
    test.store.saveAsset = async (fingerprint, files) => {
      void test.lab.cancelPretraining();
      await saveAsset(fingerprint, files);
    };
    await test.lab.pretrain(own, options);
    expect(await pretrainingAfter(test, "running")).toMatchObject({ state: "finished", heldoutMlmAccuracy: 0.4 });
    expect(names).toEqual(["config.json,model.safetensors,tokenizer_config.json,vocab.txt"]);
  });
});

const subject: BenchmarkSubject = { kind: "bert", name: "slow", layers: 1, hiddenSize: 8, heads: 1, intermediateSize: 8 };

describe("a benchmark of several networks", () => {
  it("is told at the pace its device had at first, and begins anew on another device", async () => {
    const { lab } = createTestLab();
    const { latencyMs, device } = await lab.benchmark(subject, defaultRequirements.target, null);
    expect(latencyMs.value).toBe(1);
    const timed = (deviceKey: string) => lab.benchmark(subject, defaultRequirements.target, { deviceKey, milliseconds: 3 });
    expect((await timed(device.key)).latencyMs.value).toBe(3);
    expect((await timed("another")).latencyMs.value).toBe(1);
  });
});

describe("a cancelled benchmark", () => {
  it("is what a study waits for: beside it the times would be wrong", async () => {
    const test = createTestLab();
    const id = await test.lab.create(defaultRequirements);
    test.benches.beforeBenchmark = () => new Promise(() => {});
    const thrown = expect(test.lab.benchmark(subject, defaultRequirements.target, null)).rejects.toThrow(Cancelled);
    await expect(test.lab.run(id)).rejects.toThrow("A study waits until the benchmark is done or stopped");
    await test.lab.cancelBenchmark();
    await thrown;
    await test.lab.run(id);
    await test.lab.stop();
  });

  it("gives up the network being timed and ends its worker; the next one can be timed", async () => {
    const test = createTestLab();
    test.benches.beforeBenchmark = () => new Promise(() => {});
    const timed = test.lab.benchmark(subject, defaultRequirements.target, null);
    const thrown = expect(timed).rejects.toThrow(Cancelled);
    await test.lab.cancelBenchmark();
    await thrown;
    expect(test.benches.dismissed).toBe(test.benches.hired);
    test.benches.beforeBenchmark = async () => {};
    expect(await test.lab.benchmark(subject, defaultRequirements.target, null)).toMatchObject({ name: "slow" });
  });
});
