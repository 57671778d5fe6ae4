import { expect, it } from "vitest";
import { createRandom } from "../../src/base/random.ts";
import * as tf from "../../src/engine/tf.ts";
import { createForwardPass } from "../../src/evaluate/forward-pass.ts";
import { measureStudent, timeNetwork } from "../../src/evaluate/measure.ts";
import { createReferencePass } from "../../src/evaluate/reference.ts";
import { disposeParameters, toTensors } from "../../src/model/parameters.ts";
import { measurementSchema } from "../../src/study/measurement.ts";
import { parse } from "../../src/study/parse.ts";
import { templates } from "../../src/study/templates/index.ts";
import { describeBackends } from "../suites/backend.ts";
import { architecture, batchOf, createStudent, requirements, sourceOf, vocabulary } from "./networks.ts";

const surroundings = {
  clock: performance,
  pause: (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds)),
  visible: () => true,
  locks: undefined,
  sessionReferenceMs: null,
  budgetMs: 400,
  seed: 1,
  onnxRuntimeFiles: null,
  servingReferencesMs: {},
};

describeBackends("measuring a student", () => {
  it("gives one measurement that fits the schema and leaves no tensor behind", async () => {
    const network = createStudent();
    const parameters = toTensors(network.initialise(3));
    const before = tf.memory().numTensors;
    const random = createRandom(1);
    const heldout = sourceOf(batchOf({ inputIds: Int32Array.from({ length: 8 }, () => random.integer(24)) }));
    const progress: number[] = [];
    const measurement = await measureStudent({
      ...surroundings,
      requirements,
      architecture,
      vocabulary,
      network,
      parameters,
      heldout,
      onProgress: (done) => progress.push(done),
    });
    expect(tf.memory().numTensors).toBe(before);
    expect(parse(measurementSchema, measurement, "measurement")).toEqual(measurement);
    const { metrics, timing } = measurement;
    expect(Object.keys(metrics).sort()).toEqual(
      ["flops", "latencyMs", "mlmAccuracy", "nspAccuracy", "parameters", "peakBytes", "pretrainedAccuracy"],
    );
    // Six examples are three batches of two.
    expect(progress).toEqual([1, 2, 3]);
    expect(metrics.nspAccuracy?.samples).toBe(6);
    expect(metrics.parameters?.value).toBe(templates.mobilebert.parameters(architecture, requirements.template, vocabulary));
    expect(metrics.peakBytes?.value).toBeGreaterThan(4 * (metrics.parameters?.value ?? Infinity));
    expect(metrics.latencyMs?.value).toBeGreaterThan(0);
    expect(timing?.samplesMs.length).toBe(metrics.latencyMs?.samples);
    disposeParameters(parameters);
  });

  it("finds the parameters the formula counts", () => {
    const { shapes } = createStudent();
    const encoder = [...shapes].filter(([name]) => !name.startsWith("cls."));
    const counted = encoder.reduce((sum, [, shape]) => sum + tf.util.sizeFromShape([...shape]), 0);
    expect(counted).toBe(templates.mobilebert.parameters(architecture, requirements.template, vocabulary));
  });

  it("finds sixteen times the work many times slower", async () => {
    const ratios: number[] = [];
    for (const passes of [1, 16]) {
      const network = { ...createStudent(), layers: 1 };
      const once = network.encode;
      const repeated = {
        ...network,
        encode(...[parameters, input]: Parameters<typeof once>) {
          for (let i = 1; i < passes; i++) once(parameters, input);
          return once(parameters, input);
        },
      };
      const parameters = toTensors(network.initialise(1));
      const { ratio } = await timeNetwork({ ...surroundings, network: repeated, parameters, target: requirements.target });
      ratios.push(ratio.value);
      disposeParameters(parameters);
    }
    const [once = 1, often = 0] = ratios;
    // Wide bounds: other tests run on this processor at the same time.
    expect(often / once).toBeGreaterThan(4);
    expect(often / once).toBeLessThan(64);
  });

  it("encodes the same reference student each time", async () => {
    const target = { batchSize: 2, sequenceLength: 5, backend: "cpu" } as const;
    const before = tf.memory().numTensors;
    const results: Float32Array[] = [];
    for (let i = 0; i < 2; i++) {
      const pass = await createReferencePass(target);
      pass.run();
      results.push(await pass.settle());
      pass.dispose();
    }
    expect(results[0]).toEqual(results[1]);
    expect(results[0]).toHaveLength(2 * 5 * 128);
    expect(results[0]?.every(Number.isFinite)).toBe(true);
    expect(tf.memory().numTensors).toBe(before);
  });

  it("keeps one result alive between passes, none after", async () => {
    const network = createStudent();
    const parameters = toTensors(network.initialise(1));
    const before = tf.memory().numTensors;
    const pass = await createForwardPass(network, parameters, requirements.target);
    pass.run();
    const during = tf.memory().numTensors;
    for (let i = 0; i < 5; i++) pass.run();
    expect(tf.memory().numTensors).toBe(during);
    await pass.settle();
    pass.dispose();
    expect(tf.memory().numTensors).toBe(before);
    disposeParameters(parameters);
  });
});
