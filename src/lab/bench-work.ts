import { Cancelled } from "../base/errors.ts";
import type { Hired } from "../wire/hire.ts";
import type { Workbench } from "./port.ts";
import type { LabPorts } from "./ports.ts";

/** Work on a workbench of its own that the person may take back. */
export interface BenchWork {
  /** Whether any is going on. */
  readonly busy: boolean;
  /** Hires a workbench for the work, and dismisses it afterwards. @throws Cancelled when `cancel` came in between */
  run<Result>(work: (bench: Hired<Workbench>["port"]) => Promise<Result>): Promise<Result>;
  /** Ends the workbench at once, whatever it is doing: a step of a large network may take minutes. */
  cancel(): void;
}

export function createBenchWork(ports: Pick<LabPorts, "hireWorkbench">): BenchWork {
  const going = new Set<() => void>();
  return {
    get busy() {
      return going.size > 0;
    },
    async run(work) {
      const hired = ports.hireWorkbench();
      let cancelled = false;
      const cancel = () => {
        cancelled = true;
        hired.dismiss();
      };
      going.add(cancel);
      try {
        // Work that needs its workbench no more goes on to its end, so that what it writes down is whole.
        return await work(hired.port);
      } catch (error) {
        throw cancelled ? new Cancelled("cancelled by the person") : error;
      } finally {
        going.delete(cancel);
        hired.dismiss();
      }
    },
    cancel() {
      for (const each of going) each();
    },
  };
}
