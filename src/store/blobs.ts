/** The large records: checkpoints, students, imported files. */
import type { Connection } from "./connection.ts";
import { type DamageLog, placeOf } from "./damage.ts";
import type { KeptStore } from "./port.ts";
import { check, compactFiles, compactTensors, nameOf, tensorBytes, type TrialKey } from "./records.ts";
import type { Save } from "./studies.ts";
import { write } from "./transaction.ts";

type Blobs = Pick<
  KeptStore,
  "checkpoint" | "saveCheckpoint" | "deleteCheckpoint" | "student" | "saveStudent" | "asset" | "saveAsset"
>;

export function blobsOn(connection: Connection, save: Save, damage: DamageLog): Blobs {
  return {
    async checkpoint(id, trial) {
      const value = await connection.run((database) => database.get("checkpoints", [id, trial]));
      return damage.read(placeOf.checkpoint([id, trial]), value);
    },
    async saveCheckpoint(id, trial, { step, tensors }) {
      const key: TrialKey = [id, trial];
      const value = check.checkpoint({ step, tensors: compactTensors(tensors) }, nameOf.checkpoint(key));
      await save(nameOf.checkpoint(key), (database) =>
        write(database, ["checkpoints", "sizes"], "strict", async (tx) => {
          await tx.objectStore("checkpoints").put(value, key);
          await tx.objectStore("sizes").put(tensorBytes(value.tensors), [id, "checkpoint", trial]);
        }),
      );
    },
    async deleteCheckpoint(id, trial) {
      await connection.run((database) =>
        write(database, ["checkpoints", "sizes"], "strict", async (tx) => {
          await tx.objectStore("checkpoints").delete([id, trial]);
          await tx.objectStore("sizes").delete([id, "checkpoint", trial]);
        }),
      );
      damage.gone(nameOf.checkpoint([id, trial]));
    },

    async student(id, trial) {
      const value = await connection.run((database) => database.get("students", [id, trial]));
      return damage.read(placeOf.student([id, trial]), value);
    },
    async saveStudent(id, trial, student) {
      const key: TrialKey = [id, trial];
      const value = check.tensors(compactTensors(student), nameOf.student(key));
      await save(nameOf.student(key), (database) =>
        write(database, ["students", "sizes"], "strict", async (tx) => {
          await tx.objectStore("students").put(value, key);
          await tx.objectStore("sizes").put(tensorBytes(value), [id, "student", trial]);
        }),
      );
    },

    async asset(fingerprint) {
      const value = await connection.run((database) => database.get("assets", fingerprint));
      return damage.read(placeOf.asset(fingerprint), value);
    },
    async saveAsset(fingerprint, files) {
      const value = check.files(compactFiles(files), nameOf.asset(fingerprint));
      await save(nameOf.asset(fingerprint), (database) =>
        write(database, ["assets"], "strict", (tx) => tx.objectStore("assets").put(value, fingerprint)),
      );
    },
  };
}
