/** The same study on WebGPU (a software adapter) and on wasm. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Requirements } from "../../src/study/requirements.ts";
import { launch, type LaunchedBrowser } from "../tools/browser.ts";
import { type RunningServer, startServer } from "../tools/serve.ts";
import { openLab, type PageLab } from "../tools/study/page.ts";
import { toyRequirements } from "../suites/toy.ts";
import { runToEnd } from "./page-lab.ts";

let server: RunningServer;
let browser: LaunchedBrowser;
let lab: PageLab;

beforeAll(async () => {
  server = await startServer();
  browser = await launch({ webgpu: true });
  lab = await openLab(await browser.context.newPage(), server.url);
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

const smallest: Requirements = {
  ...toyRequirements,
  space: { ...toyRequirements.space, numHiddenLayers: [2], intraBottleneckSize: [16], numFeedforwardNetworks: [1] },
  schedule: { ...toyRequirements.schedule, batchSize: 2, sequenceLength: 16, transferStepsPerLayer: 80, distillationSteps: 160 },
  evaluation: { examples: 4 },
  budget: { kind: "trials", trials: 1 },
};

const on = (backend: Requirements["target"]["backend"]): Requirements => ({
  ...smallest,
  target: { batchSize: 1, sequenceLength: 16, backend },
});

describe("backends", () => {
  it("agree on the losses of the first steps to 1e-3", async () => {
    const wasm = await runToEnd(lab, await lab.create(on("wasm")));
    const webgpu = await runToEnd(lab, await lab.create(on("webgpu")));
    expect(webgpu.trials[0]?.device).toMatchObject({ backend: "webgpu", software: true });
    expect(wasm.trials[0]?.device).toMatchObject({ backend: "wasm", software: false });
    expect(webgpu.trials.map(({ state }) => state)).toEqual(["complete", "complete"]);

    const [expected, actual] = [wasm.trials[0]?.curve ?? [], webgpu.trials[0]?.curve ?? []];
    expect(actual.length).toBe(expected.length);
    expect(expected.length).toBeGreaterThanOrEqual(8);
    for (const [index, { step, loss }] of expected.entries()) {
      expect(actual[index]?.step).toBe(step);
      const difference = Math.abs((actual[index]?.loss ?? Infinity) - loss) / loss;
      expect(difference, `step ${step}: wasm ${loss}, webgpu ${actual[index]?.loss}`).toBeLessThan(1e-3);
    }
    console.log(`largest relative difference over ${expected.length} points: ${Math.max(...expected.map(({ loss }, i) => Math.abs((actual[i]?.loss ?? Infinity) - loss) / loss)).toExponential(1)}`);
  });

  it("are chosen by what they can do: a software adapter loses to wasm", async () => {
    const device = await lab.device("auto");
    expect(device).toMatchObject({ backend: "wasm" });
    expect(device.reason).toMatch(/software emulation/i);
  });
});
