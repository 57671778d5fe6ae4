/** Which GPU this device has, as far as the browser tells. */

/** What is read of a `GPUAdapterInfo`; all of it may be empty. */
export interface AdapterInfo {
  readonly vendor: string;
  readonly architecture: string;
  readonly device: string;
  readonly description: string;
  readonly isFallbackAdapter?: boolean;
}

/** What is used of `navigator.gpu`. */
export interface GpuEntry {
  requestAdapter(options?: { powerPreference?: "low-power" | "high-performance" }): Promise<{ readonly info: AdapterInfo } | null>;
}

export interface FoundAdapter {
  readonly name: string;
  /** A GPU emulated on the processor. */
  readonly software: boolean;
}

const softwareNames = /swiftshader|llvmpipe|lavapipe|softpipe|microsoft basic render/i;

/** Whether a name given by WebGPU or WebGL is one of an emulation. */
export function isSoftwareName(name: string): boolean {
  return softwareNames.test(name);
}

export function describeAdapter(info: AdapterInfo): FoundAdapter {
  const family = [info.vendor, info.architecture].filter((word) => word !== "").join(" ");
  const name = info.description || info.device || family || "unknown";
  return { name, software: info.isFallbackAdapter === true || isSoftwareName(`${name} ${family}`) };
}

/** @returns the adapter tfjs will take, or in words why there is none */
export async function findAdapter(gpu: GpuEntry | undefined): Promise<FoundAdapter | string> {
  if (gpu === undefined) return "this browser offers no WebGPU";
  try {
    const adapter = await gpu.requestAdapter({ powerPreference: "high-performance" });
    return adapter === null ? "the browser found no GPU to use" : describeAdapter(adapter.info);
  } catch (thrown) {
    return `the browser could not look for a GPU: ${thrown instanceof Error ? thrown.message : String(thrown)}`;
  }
}
