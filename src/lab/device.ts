import type { Device } from "../study/device.ts";
import type { Requirements } from "../study/requirements.ts";
import type { LabPorts } from "./ports.ts";

export type WantedBackend = Requirements["target"]["backend"];

/** What this device is for each wanted backend; asked once, a workbench is needed to know. */
export function createDeviceProbe(ports: LabPorts): (wanted: WantedBackend) => Promise<Device> {
  const known = new Map<WantedBackend, Promise<Device>>();
  return (wanted) => {
    const asked = known.get(wanted) ?? ask(wanted, ports);
    known.set(wanted, asked);
    asked.catch(() => known.delete(wanted));
    return asked;
  };
}

async function ask(wanted: WantedBackend, ports: LabPorts): Promise<Device> {
  const hired = ports.hireWorkbench();
  try {
    return await hired.port.device(wanted);
  } finally {
    hired.dismiss();
  }
}
