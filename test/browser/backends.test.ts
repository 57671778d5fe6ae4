/** The same study on WebGPU (a software adapter), which is lost in its middle, and on wasm. */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Requirements } from "../../src/study/requirements.ts";
import type { Trial } from "../../src/study/study.ts";
import { launch, type LaunchedBrowser } from "../tools/browser.ts";
import { type RunningServer, startServer } from "../tools/serve.ts";
import { openLab, type PageLab } from "../tools/study/page.ts";
import { toyRequirements } from "../suites/toy.ts";
import { checkpointInTrial, destroyDevice, until } from "./page-lab.ts";

let server: RunningServer;
let browser: LaunchedBrowser;
let lab: PageLab;
let page: Page;

beforeAll(async () => {
  server = await startServer();
  browser = await launch({ webgpu: true });
  page = await browser.context.newPage();
  lab = await openLab(page, server.url);
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

const smallest: Requirements = {
  ...toyRequirements,
  space: { ...toyRequirements.space, numHiddenLayers: [2], intraBottleneckSize: [16], numFeedforwardNetworks: [1] },
  schedule: { ...toyRequirements.schedule, batchSize: 2, sequenceLength: 16, transferStepsPerLayer: 60, distillationSteps: 120 },
  evaluation: { examples: 4 },
  budget: { kind: "trials", trials: 1 },
};

const on = (backend: Requirements["target"]["backend"]): Requirements => ({
  ...smallest,
  target: { batchSize: 1, sequenceLength: 16, backend },
});

/** The first trial of the smallest study; the others would show nothing more. */
async function baselineOf(backend: Requirements["target"]["backend"], meanwhile = async () => {}): Promise<Trial | undefined> {
  const id = await lab.create(on(backend));
  await lab.run(id);
  await meanwhile();
  await until(lab, ({ run }) => run === null || run.trialId === 1);
  await lab.stop();
  return (await lab.study(id)).trials[0];
}

describe("backends", () => {
  it("agree on the losses of the first steps to 1e-3, even if the GPU is lost meanwhile", async () => {
    const wasm = await baselineOf("wasm");
    let notes: readonly string[] = [];
    const webgpu = await baselineOf("webgpu", async () => {
      await checkpointInTrial(lab, 0, 4);
      await destroyDevice(page);
      const { run } = await until(lab, (snapshot) => snapshot.run === null || snapshot.run.notes.length > 0);
      notes = run?.notes ?? [];
    });
    expect(notes).toEqual([expect.stringMatching(/^Worker lost \(the GPU was lost.*going on from the checkpoint$/)]);
    expect(webgpu?.device).toMatchObject({ backend: "webgpu", software: true });
    expect(wasm?.device).toMatchObject({ backend: "wasm", software: false });
    expect([wasm, webgpu].map((trial) => [trial?.state, trial?.reason])).toEqual([["complete", null], ["complete", null]]);
    expect(webgpu?.measurement?.metrics.mlmAccuracy?.value).toBe(wasm?.measurement?.metrics.mlmAccuracy?.value);

    const [expected, actual] = [wasm?.curve ?? [], webgpu?.curve ?? []];
    expect(actual.length).toBe(expected.length);
    expect(expected.length).toBeGreaterThanOrEqual(8);
    for (const [index, { step, loss }] of expected.entries()) {
      expect(actual[index]?.step).toBe(step);
      const difference = Math.abs((actual[index]?.loss ?? Infinity) - loss) / loss;
      expect(difference, `step ${step}: wasm ${loss}, webgpu ${actual[index]?.loss}`).toBeLessThan(1e-3);
    }
  });

  it("are chosen by what they can do: a software adapter loses to wasm", async () => {
    const device = await lab.device("auto");
    expect(device).toMatchObject({ backend: "wasm" });
    expect(device.reason).toMatch(/software emulation/i);
  });
});
