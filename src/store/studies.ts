import type { Connection } from "./connection.ts";
import { type DamageLog, placeOf } from "./damage.ts";
import type { StudyStore } from "./port.ts";
import {
  assemble,
  bytesPerStudy,
  check,
  inOrderOfCreation,
  isStale,
  nameOf,
  noStudy,
  teacherOf,
  type TrialKey,
} from "./records.ts";
import type { Database } from "./schema.ts";
import { ownerOf, type Shelf } from "./shelf.ts";
import { ofStudy, write } from "./transaction.ts";

/** A durable write that makes room where it can. @param what for the message when there is none */
export type Save = (what: string, work: (database: Database) => Promise<void>) => Promise<void>;

/** How much the origin uses and may use; `navigator.storage` has it. */
export type StorageEstimator = Pick<StorageManager, "estimate">;

type Studies = Pick<StudyStore, "studies" | "study" | "saveStudy" | "deleteStudy" | "saveTrial" | "usage">;

export function studiesOn(
  connection: Connection,
  save: Save,
  damage: DamageLog,
  storage: Partial<StorageEstimator>,
  shelf: Shelf,
): Studies {
  const readTrial = (key: TrialKey, value: unknown) => damage.read(placeOf.trial(key), value) ?? [];

  return {
    async studies() {
      const [studies, ids, trials, keys] = await connection.run((database) => {
        const tx = database.transaction(["studies", "trials"]);
        const [studyTable, trialTable] = [tx.objectStore("studies"), tx.objectStore("trials")];
        return Promise.all([studyTable.getAll(), studyTable.getAllKeys(), trialTable.getAll(), trialTable.getAllKeys()]);
      });
      const readable = ids.flatMap((id, index) => {
        const record = damage.read(placeOf.study(id), studies[index]);
        if (!record) return [];
        return [assemble(record, keys.flatMap((key, at) => (key[0] === id ? readTrial(key, trials[at]) : [])))];
      });
      return inOrderOfCreation(readable);
    },

    async study(id) {
      const [study, trials, keys] = await connection.run((database) => {
        const tx = database.transaction(["studies", "trials"]);
        const trialTable = tx.objectStore("trials");
        return Promise.all([
          tx.objectStore("studies").get(id),
          trialTable.getAll(ofStudy(id)),
          trialTable.getAllKeys(ofStudy(id)),
        ]);
      });
      const record = damage.read(placeOf.study(id), study);
      return record && assemble(record, keys.flatMap((key, at) => readTrial(key, trials[at])));
    },

    async saveStudy(study) {
      const { trials: given, ...about } = study;
      const record = check.study(about, nameOf.study(study.id));
      const trials = given.map((trial) => check.trial(trial, nameOf.trial([study.id, trial.id]), trial.id));
      await save(nameOf.study(study.id), (database) =>
        write(database, ["studies", "trials"], "strict", async (tx) => {
          await tx.objectStore("studies").put(record, study.id);
          const table = tx.objectStore("trials");
          for (const trial of trials) {
            const key: TrialKey = [study.id, trial.id];
            if (!isStale(trial, await table.get(key))) await table.put(trial, key);
          }
        }),
      );
    },

    async saveTrial(id, trial) {
      const key: TrialKey = [id, trial.id];
      const checked = check.trial(trial, nameOf.trial(key), trial.id);
      await save(nameOf.trial(key), (database) =>
        write(database, ["studies", "trials"], "strict", async (tx) => {
          if ((await tx.objectStore("studies").getKey(id)) === undefined) throw noStudy(id);
          await tx.objectStore("trials").put(checked, key);
        }),
      );
    },

    async deleteStudy(id) {
      const owners = new Set<string | undefined>();
      await connection.run((database) =>
        write(database, ["studies", "trials", "checkpoints", "students", "sizes"], "strict", async (tx) => {
          const studies = tx.objectStore("studies");
          await studies.delete(id);
          for (const table of ["trials", "checkpoints", "students"] as const) await tx.objectStore(table).delete(ofStudy(id));
          for (const kind of ["checkpoint", "student"]) {
            await tx.objectStore("sizes").delete(IDBKeyRange.bound([id, kind], [id, kind, []]));
          }
          for (const kept of await studies.getAllKeys()) owners.add(kept);
          for (const kept of await studies.getAll()) owners.add(teacherOf(kept));
        }),
      );
      damage.studyGone(id);
      await shelf.keepOnly((pack) => owners.has(ownerOf(pack)));
    },

    async usage() {
      const [ids, studies, sizeKeys, bytes] = await connection.run((database) => {
        const tx = database.transaction(["studies", "sizes"]);
        const [studyTable, sizeTable] = [tx.objectStore("studies"), tx.objectStore("sizes")];
        return Promise.all([studyTable.getAllKeys(), studyTable.getAll(), sizeTable.getAllKeys(), sizeTable.getAll()]);
      });
      const teachers = ids.map((id, index) => ({ id, teacher: teacherOf(studies[index]) }));
      const sizes = [...(await shelf.sizes())].map(([pack, size]) => ({ owner: ownerOf(pack), size }));
      sizeKeys.forEach(([owner, kind], index) => kind !== "cache" && sizes.push({ owner, size: bytes[index] ?? 0 }));
      const estimate = await storage.estimate?.();
      return {
        perStudy: bytesPerStudy(teachers, sizes),
        usedBytes: estimate?.usage ?? sizes.reduce((sum, { size }) => sum + size, 0),
        quotaBytes: estimate?.quota ?? Infinity,
      };
    },
  };
}
