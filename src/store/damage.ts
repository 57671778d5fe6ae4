/** Records that cannot be read: left out, so that they hide no others, named, and deleted when the person wants it. */
import { Refused } from "../base/errors.ts";
import type { NamedFile } from "../base/files.ts";
import type { NamedTensors } from "../base/tensors.ts";
import type { Checkpoint } from "../study/checkpoint.ts";
import type { StudyId, Trial } from "../study/study.ts";
import type { Connection } from "./connection.ts";
import type { DamagedRecord, StudyStore } from "./port.ts";
import { check, nameOf, type SizeKey, type StudyRecord, type TrialKey } from "./records.ts";
import { write } from "./transaction.ts";

/** Where a record lies, what it is called and what it has to be. */
export interface Place<Value> {
  readonly table: "studies" | "trials" | "checkpoints" | "students" | "assets";
  readonly key: StudyId | TrialKey;
  readonly name: string;
  /** The entry that counts its bytes. */
  readonly size: SizeKey | null;
  /** @throws Refused */
  check(value: unknown): Value;
}

export const placeOf = {
  study(id: StudyId): Place<StudyRecord> {
    const name = nameOf.study(id);
    return { table: "studies", key: id, name, size: null, check: (value) => check.study(value, name) };
  },
  trial(key: TrialKey): Place<Trial> {
    const name = nameOf.trial(key);
    return { table: "trials", key, name, size: null, check: (value) => check.trial(value, name, key[1]) };
  },
  checkpoint(key: TrialKey): Place<Checkpoint> {
    const name = nameOf.checkpoint(key);
    const size: SizeKey = [key[0], "checkpoint", key[1]];
    return { table: "checkpoints", key, name, size, check: (value) => check.checkpoint(value, name) };
  },
  student(key: TrialKey): Place<NamedTensors> {
    const name = nameOf.student(key);
    return { table: "students", key, name, size: [key[0], "student", key[1]], check: (value) => check.tensors(value, name) };
  },
  asset(fingerprint: string): Place<readonly NamedFile[]> {
    const name = nameOf.asset(fingerprint);
    return { table: "assets", key: fingerprint, name, size: null, check: (value) => check.files(value, name) };
  },
};

export type DamageLog = ReturnType<typeof createDamageLog>;

/** Remembers what could not be read when it was last tried. */
export function createDamageLog() {
  const damaged = new Map<string, { readonly place: Place<unknown>; readonly message: string }>();
  return {
    /** The record, or undefined if it is damaged or was never there. */
    read<Value>(place: Place<Value>, value: unknown): Value | undefined {
      damaged.delete(place.name);
      if (value === undefined) return undefined;
      try {
        return place.check(value);
      } catch (thrown) {
        if (!(thrown instanceof Refused)) throw thrown;
        damaged.set(place.name, { place, message: thrown.message });
        return undefined;
      }
    },
    gone: (name: string) => void damaged.delete(name),
    studyGone(id: StudyId) {
      for (const { place: { table, key, name } } of [...damaged.values()]) {
        const owner = typeof key !== "string" ? key[0] : table === "studies" ? key : null;
        if (owner === id) damaged.delete(name);
      }
    },
    all: (): readonly DamagedRecord[] => [...damaged].map(([name, { message }]) => ({ name, message })),
    places: (): readonly Place<unknown>[] => [...damaged.values()].map(({ place }) => place),
  };
}

/** Deletes what is still damaged now: a record may have been written again since it was read. */
export async function deleteDamaged(
  connection: Connection,
  damage: DamageLog,
  deleteStudy: StudyStore["deleteStudy"],
): Promise<void> {
  const isDamaged = (place: Place<unknown>, value: unknown) => value !== undefined && damage.read(place, value) === undefined;
  for (const place of damage.places()) {
    const { table, key, size } = place;
    const here = IDBKeyRange.only(key);
    if (typeof key === "string" && table === "studies") {
      // What belongs to a study cannot be reached without it.
      if (isDamaged(place, await connection.run((database) => database.get(table, here)))) await deleteStudy(key);
      continue;
    }
    await connection.run((database) =>
      write(database, [table, "sizes"], "strict", async (tx) => {
        const records = tx.objectStore(table);
        if (!isDamaged(place, await records.get(here))) return;
        await records.delete(here);
        if (size !== null) await tx.objectStore("sizes").delete(size);
      }),
    );
    damage.gone(place.name);
  }
}
