import type { Device } from "../../study/device.ts";
import { backendLabels } from "../setup/words.ts";

/** "AMD Radeon 780M, WebGPU"; what tells two devices apart stands in it. */
export function deviceName(device: Pick<Device, "adapter" | "backend" | "software" | "threads">): string {
  const adapter = device.adapter === "" || device.adapter === "unknown" ? "Unnamed device" : device.adapter;
  const threads = device.threads > 1 ? `, ${device.threads} threads` : "";
  const software = device.software ? ", emulated in software" : "";
  return `${adapter}, ${backendLabels[device.backend]}${threads}${software}`;
}
