import { describe, expect, it } from "vitest";
import { Unsupported } from "../../src/base/errors.ts";
import { describeAdapter, type AdapterInfo, type GpuEntry } from "../../src/engine/adapter.ts";
import { openBackend, type Environment } from "../../src/engine/backend.ts";
import { engineMemory } from "../../src/engine/memory.ts";
import * as tf from "../../src/engine/tf.ts";
import { threadsFor } from "../../src/engine/wasm-threads.ts";
import { deviceSchema } from "../../src/study/device.ts";
import { parse } from "../../src/study/parse.ts";
import { describeBackends } from "../suites/backend.ts";
import { wasmPaths } from "../tools/node-backend.ts";

const nothing: AdapterInfo = { vendor: "", architecture: "", device: "", description: "" };
const apple: AdapterInfo = { ...nothing, vendor: "apple", architecture: "metal-3" };
const swiftShader: AdapterInfo = { ...nothing, vendor: "google", architecture: "swiftshader" };

const gpuWith = (info: AdapterInfo | null): GpuEntry => ({ requestAdapter: () => Promise.resolve(info === null ? null : { info }) });
const environment = (gpu?: GpuEntry): Environment => ({ gpu, isolated: false, wasmPaths });

describe("an adapter", () => {
  it.each([
    [{ ...nothing, description: "NVIDIA GeForce RTX 4070", vendor: "nvidia" }, "NVIDIA GeForce RTX 4070", false],
    [apple, "apple metal-3", false],
    [nothing, "unknown", false],
    [swiftShader, "google swiftshader", true],
    [{ ...nothing, description: "llvmpipe (LLVM 15.0.7, 256 bits)" }, "llvmpipe (LLVM 15.0.7, 256 bits)", true],
    [{ ...nothing, description: "Microsoft Basic Render Driver" }, "Microsoft Basic Render Driver", true],
    [{ ...apple, isFallbackAdapter: true }, "apple metal-3", true],
  ])("%j is called %s, software: %s", (info, name, software) => {
    expect(describeAdapter(info)).toEqual({ name, software });
  });
});

describe("opening a backend", () => {
  it("takes wasm where there is no WebGPU, and says why", async () => {
    const device = await openBackend("auto", environment());
    expect(device).toEqual({
      key: "wasm / unknown / 1",
      backend: "wasm",
      adapter: "unknown",
      software: false,
      threads: 1,
      isolated: false,
      reason: "WebAssembly with 1 thread: this browser offers no WebGPU",
    });
    expect(tf.getBackend()).toBe("wasm");
    expect(parse(deviceSchema, device, "device")).toEqual(device);
  });

  it.each([
    [gpuWith(null), "the browser found no GPU to use"],
    [gpuWith(swiftShader), "this device's only GPU adapter is a software emulation (google swiftshader)"],
    // Node has no navigator.gpu, so tfjs cannot start on the adapter that was announced.
    [gpuWith(apple), "WebGPU did not start on apple metal-3"],
    [{ requestAdapter: () => Promise.reject(new Error("blocked")) }, "the browser could not look for a GPU: blocked"],
  ])("falls back to wasm", async (gpu, why) => {
    expect((await openBackend("auto", environment(gpu))).reason).toBe(`WebAssembly with 1 thread: ${why}`);
  });

  it("has as many threads as half of the processors, up to four", () => {
    expect([1, 2, 3, 4, 6, 8, 64].map(threadsFor)).toEqual([1, 1, 1, 2, 3, 4, 4]);
  });

  it("takes one thread on a page that is not isolated", async () => {
    const threadFiles = { wasm: "missing.wasm", script: "missing.js" };
    expect(await openBackend("wasm", { ...environment(), processors: 8, threadFiles })).toMatchObject({ threads: 1 });
  });

  it("takes what is asked for by name", async () => {
    const device = await openBackend("cpu", environment(gpuWith(apple)));
    expect([device.backend, device.reason, tf.getBackend()]).toEqual(["cpu", "plain JavaScript, as asked for", "cpu"]);
  });

  it.each(["webgpu", "webgl"] as const)("is unsupported where %s cannot start", async (name) => {
    await expect(openBackend(name, environment())).rejects.toThrow(Unsupported);
    await expect(openBackend(name, environment())).rejects.toThrow(`"${name}"`);
  });
});

describeBackends("the engine", () => {
  it("counts live bytes within allocated ones", () => {
    const before = engineMemory();
    const tensor = tf.zeros([1000]);
    const after = engineMemory();
    expect(after.liveBytes - before.liveBytes).toBe(4000);
    expect(after.allocatedBytes).toBeGreaterThanOrEqual(after.liveBytes);
    tensor.dispose();
    expect(engineMemory().liveBytes).toBe(before.liveBytes);
  });
});
