/** Steps recorded once and replayed, on WebGPU (a software adapter). */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type BundledPage, openBundledPage } from "./bundled-page.ts";
import type { CapturePage } from "./capture-page/main.ts";

let bundled: BundledPage;
/** Calls a function of the page. */
async function ask<Name extends keyof CapturePage>(name: Name, ...given: Parameters<CapturePage[Name]>): Promise<Awaited<ReturnType<CapturePage[Name]>>> {
  const answer = await bundled.page.evaluate(
    ([wanted, values]) => {
      const called = globalThis.captures?.[wanted] as ((...given: unknown[]) => unknown) | undefined; // one of the page's
      return called?.(...values);
    },
    [name, given] as const,
  );
  return answer as Awaited<ReturnType<CapturePage[Name]>>; // what the page's function gives is JSON
}

beforeAll(async () => {
  bundled = await openBundledPage("capture-page");
  await bundled.page.waitForFunction(() => globalThis.captures !== undefined);
  expect(await ask("open")).toMatch(/swiftshader/i);
});
afterAll(async () => {
  await bundled?.close();
});

const relative = (actual: readonly number[], expected: readonly number[]) =>
  Math.max(...expected.map((value, i) => Math.abs((actual[i] ?? Infinity) - value) / Math.abs(value)));

describe("a captured training", () => {
  const stepsPerStage = 2;
  let captured: number[];

  it("has the losses of the eager one in every stage", async () => {
    captured = await ask("losses", stepsPerStage);
    expect(await ask("takeWarnings")).toEqual([]);
    const eager = await ask("eagerLosses", stepsPerStage);
    expect((await ask("takeWarnings")).length).toBe(3);
    expect(captured).toHaveLength(3 * stepsPerStage);
    expect(eager).toHaveLength(3 * stepsPerStage);
    expect(relative(captured, eager)).toBeLessThan(1e-5);
  });

  it("goes on from checkpoints as if nothing had happened", async () => {
    const resumed = await ask("losses", stepsPerStage, [1, 2, 5]);
    expect(resumed).toHaveLength(captured.length);
    expect(relative(resumed, captured)).toBeLessThan(1e-5);
    expect(await ask("takeWarnings")).toEqual([]);
  });
});

describe("memory that nobody uses", () => {
  it("is freed, and taken again when it is needed", async () => {
    const { before, after, sum } = await ask("unused");
    expect(before).toBeGreaterThanOrEqual(4000);
    expect([after, sum]).toEqual([0, 4000]);
  });
});

describe("a captured step", () => {
  it("can be replayed with other work in between", async () => {
    // (x₁ + 1)² + (x₂ + 1)², and 36 by the other work.
    expect(await ask("interleaved")).toEqual([5, 36, 25, 36, 61, 36]);
  });

  it("can be read behind the runs that follow", async () => {
    expect(await ask("readBehind")).toEqual([2, 5, 10, 17]);
  });

  it("finds zeros where it makes zeros", async () => {
    expect(await ask("accumulated")).toEqual([3, 0, 3, 0, 3, 0]);
  });

  it("gives all back that it took", async () => {
    const [before, ...after] = await ask("ownership");
    for (const state of after) expect(state).toEqual(before);
  });

  it("is refused, with the reason, where a replay could not repeat it", async () => {
    expect(await ask("refusals")).toEqual({
      reads: "a step that reads numbers back cannot be repeated",
      assigns: "a step must write variables in place, not assign to them",
      uploads: "a step must get numbers that change between runs as inputs, not upload them",
      disposes: "a step must not dispose of tensors that it did not make, and left -1 tensors",
      keeps: "a step must not keep tensors: 1 are left, and left 1 tensors",
      nothing: "captured",
    });
  });

  it("is refused where the GPU has no room for it", async () => {
    expect(await ask("noRoom")).toMatch(/^Diverged: the GPU has no room for its training: a step takes [\d.e-]+ GB/);
  });

  it("gives a forward pass what tfjs gives", async () => {
    expect(await ask("forwardDifference")).toBeLessThan(1e-6);
  });

  it("is timed by the device's own clock, where it has one", async () => {
    const { deviceMs, hostMs, hasClock } = await ask("times");
    if (!hasClock) expect(deviceMs).toBeNull();
    else if (deviceMs !== null) {
      expect(deviceMs).toBeGreaterThan(0);
      expect(10 * deviceMs).toBeLessThan(hostMs);
    }
  });

  it("tells within a second that the device is lost", async () => {
    const { said, ms } = await ask("lose");
    expect(said[1]).toMatch(/^Lost: the GPU was lost/);
    expect(said[2]).toBe("Lost");
    expect(ms).toBeLessThan(1000);
  });
});
