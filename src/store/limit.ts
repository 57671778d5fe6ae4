/** How many bytes the teachers' outputs may take: what the person has set, else a tenth of what the browser allows. */
import type { Connection } from "./connection.ts";
import { answered } from "./shelf.ts";
import type { StorageEstimator } from "./studies.ts";

/** Where the browser does not say. */
const usualBytes = 500e6;
/** More than any study of a base-sized teacher needs in flash distillation. */
const mostBytes = 2e9;

export function createLimit(connection: Connection, storage: Partial<StorageEstimator>) {
  return {
    async bytes(): Promise<number> {
      const set: unknown = await connection.run((database) => database.get("settings", "outputsLimitBytes")).catch(answered);
      if (typeof set === "number" && set >= 0) return set;
      const { quota } = (await storage.estimate?.()) ?? {};
      return quota === undefined ? usualBytes : Math.min(quota / 10, mostBytes);
    },
    async set(limitBytes: number): Promise<void> {
      await connection.run((database) => database.put("settings", limitBytes, "outputsLimitBytes"));
    },
  };
}
