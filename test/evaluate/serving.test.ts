/** Students timed in onnxruntime-web: checked against our own outputs, by the protocol of all latencies. */
import { beforeAll, describe, expect, it } from "vitest";
import { Unsupported } from "../../src/base/errors.ts";
import { openOnnxRuntime } from "../../src/evaluate/onnx-runtime.ts";
import { measureServing, type ServingRequest } from "../../src/evaluate/serving.ts";
import { mobileBertConfig } from "../../src/model/mobilebert-config.ts";
import { createMobileBert } from "../../src/model/mobilebert.ts";
import { disposeParameters, toTensors } from "../../src/model/parameters.ts";
import { servingOf } from "../../src/study/serving.ts";
import { requirementsWith, someArchitecture } from "../suites/studies.ts";
import { simulate } from "./simulated-device.ts";
import { startBackend } from "../tools/node-backend.ts";

/** A pass of the student takes 3 ms and one of the reference 2 ms, though the results are real. */
const passesMs = [3, 2];
const device = { floorMs: 0.5, noise: 0, quantumMs: 0.005, seed: 1 };

async function serve(changes: Partial<ServingRequest>) {
  const requirements = requirementsWith();
  const form = mobileBertConfig(someArchitecture, { ...requirements.template, embeddingSize: 32 }, { vocabSize: 100, maxPositionEmbeddings: 16 });
  const network = createMobileBert(form);
  const parameters = toTensors(network.initialise(3));
  const { clock, subject } = simulate(device);
  const times = [...passesMs];
  // The library as Node has it; in a page the same code comes with another file.
  const runtime = await openOnnxRuntime("ortWasm", null, () => import("onnxruntime-web"));
  const open: typeof openOnnxRuntime = async () => ({
    ...runtime,
    async createPass(model, ids, shape) {
      const real = await runtime.createPass(model, ids, shape);
      real.run();
      const result = await real.settle();
      const timed = subject(times.shift() ?? Number.NaN);
      return { run: timed.run, settle: async () => (await timed.settle(), result), dispose: real.dispose };
    },
  });
  try {
    return await measureServing({
      form,
      network,
      parameters,
      target: { batchSize: 2, sequenceLength: 16, backend: "auto" },
      locks: undefined,
      serving: ["ortWasm"],
      servingReferencesMs: {},
      files: null,
      open,
      clock,
      pause: async () => {},
      visible: () => true,
      budgetMs: 3000,
      seed: 1,
      ...changes,
    });
  } finally {
    disposeParameters(parameters);
  }
}

describe("measureServing", () => {
  beforeAll(() => startBackend("wasm"), 60_000);

  it("tells the latency of a student that computes what ours does, and how it was taken", async () => {
    const { metrics, serving } = await serve({});
    expect(Object.keys(metrics)).toEqual(["ortWasmLatencyMs"]);
    expect(metrics.ortWasmLatencyMs?.value).toBeCloseTo(3, 1);
    expect(metrics.ortWasmLatencyMs?.samples).toBeGreaterThanOrEqual(8);
    expect(serving.ortWasm?.referenceMs).toBeCloseTo(2, 1);
  });

  it("is relative to what the reference took first", async () => {
    // The student takes 3 / 2 of the reference, which took 20 ms when the device was measured first.
    const { metrics } = await serve({ servingReferencesMs: { ortWasm: 20 } });
    expect(metrics.ortWasmLatencyMs?.value).toBeCloseTo(30, 0);
  });

  it("refuses a runtime that computes something else", async () => {
    const never = () => Promise.reject(new Error("not asked for"));
    const nothing = { run: () => {}, settle: async () => new Float32Array(2 * 16 * 64), dispose: async () => {} };
    await expect(serve({ open: async () => ({ open: never, createPass: async () => nothing }) })).rejects.toThrow(/hidden states differ by \d/);
  });

  it("says so where a model cannot be run", async () => {
    const runtime = await openOnnxRuntime("ortWasm", null, () => import("onnxruntime-web"));
    await expect(runtime.createPass(Uint8Array.of(1, 2, 3), Int32Array.of(1), [1, 1])).rejects.toBeInstanceOf(Unsupported);
  });
});

describe("servingOf", () => {
  it("is what the target asks for and what the goals are about", () => {
    const { target } = requirementsWith();
    expect(servingOf(requirementsWith())).toEqual([]);
    expect(servingOf(requirementsWith({ target: { ...target, serving: ["ortWebgpu"] } }))).toEqual(["ortWebgpu"]);
    expect(
      servingOf(requirementsWith({ constraints: [{ metric: "ortWasmLatencyMs", bound: "atMost", value: 3 }] })),
    ).toEqual(["ortWasm"]);
  });
});
