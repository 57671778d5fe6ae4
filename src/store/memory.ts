/** The store without a browser: same contract, nothing outlives it. */
import type { NamedFile } from "../base/files.ts";
import type { NamedTensors } from "../base/tensors.ts";
import type { Checkpoint } from "../study/checkpoint.ts";
import type { StudyId, Trial } from "../study/study.ts";
import { createMemoryLibrary } from "./memory-library.ts";
import { outputsOn } from "./outputs.ts";
import type { KeptStore } from "./port.ts";
import * as records from "./records.ts";
import { check, nameOf, type SizeKey, type StudyRecord, type TrialKey } from "./records.ts";
import { ownerOf, packOf, type Shelf } from "./shelf.ts";

/** @param quotaBytes room for checkpoints, students, cached outputs and imported files */
export function createMemoryStore(quotaBytes = Infinity): KeptStore {
  const studies = new Map<StudyId, { record: StudyRecord; trials: Map<number, Trial> }>();
  const checkpoints = new Map<string, { key: SizeKey; bytes: number; value: Checkpoint }>();
  const students = new Map<string, { key: SizeKey; bytes: number; value: NamedTensors }>();
  const cache = new Map<string, { bytes: number; value: ArrayBuffer }>();
  const assets = new Map<string, { bytes: number; value: readonly NamedFile[] }>();
  const { forgetImport, ...library } = createMemoryLibrary();
  const keyed = ([study, trial]: TrialKey) => `${study}:${trial}`;

  const usedBytes = () =>
    [checkpoints, students, cache, assets].reduce(
      (sum, table) => sum + [...table.values()].reduce((total, { bytes }) => total + bytes, 0),
      0,
    );
  /** Keeps the entry if there is room, the cache making some. */
  function keep<Entry extends { bytes: number }>(table: Map<string, Entry>, key: string, entry: Entry, what: string) {
    const growth = entry.bytes - (table.get(key)?.bytes ?? 0);
    if (usedBytes() + growth > quotaBytes) cache.clear();
    if (usedBytes() + growth > quotaBytes) throw records.noRoom(what);
    table.set(key, structuredClone(entry));
  }
  const assembled = ({ record, trials }: { record: StudyRecord; trials: Map<number, Trial> }) =>
    structuredClone(records.assemble(record, [...trials.values()]));
  const teachers = () => [...studies].map(([id, { record }]) => ({ id, teacher: record.teacher.fingerprint }));
  const shelf: Shelf = {
    read: async (key) => structuredClone(cache.get(key)?.value),
    async write(key, bytes) {
      const growth = bytes.byteLength - (cache.get(key)?.bytes ?? 0);
      if (usedBytes() + growth > quotaBytes) return false;
      cache.set(key, { bytes: bytes.byteLength, value: structuredClone(bytes) });
      return true;
    },
    async sizes() {
      const packs = new Map<string, number>();
      for (const [key, { bytes }] of cache) packs.set(packOf(key), (packs.get(packOf(key)) ?? 0) + bytes);
      return packs;
    },
    async keepOnly(isWanted) {
      for (const key of [...cache.keys()]) if (!isWanted(packOf(key))) cache.delete(key);
    },
  };
  let limitBytes = Infinity;
  const outputs = outputsOn(shelf, async () => limitBytes);

  return {
    studies: async () => records.inOrderOfCreation([...studies.values()].map(assembled)),
    async study(id) {
      const kept = studies.get(id);
      return kept && assembled(kept);
    },
    async saveStudy(study) {
      const { trials: given, ...about } = study;
      const record = check.study(about, nameOf.study(study.id));
      const checked = given.map((trial) => check.trial(trial, nameOf.trial([study.id, trial.id]), trial.id));
      const trials = studies.get(study.id)?.trials ?? new Map<number, Trial>();
      for (const trial of checked) {
        if (!records.isStale(trial, trials.get(trial.id))) trials.set(trial.id, structuredClone(trial));
      }
      studies.set(study.id, { record: structuredClone(record), trials });
    },
    async saveTrial(id, trial) {
      const checked = check.trial(trial, nameOf.trial([id, trial.id]), trial.id);
      const kept = studies.get(id);
      if (!kept) throw records.noStudy(id);
      kept.trials.set(trial.id, structuredClone(checked));
    },
    async deleteStudy(id) {
      studies.delete(id);
      for (const table of [checkpoints, students]) {
        for (const [key, entry] of table) if (entry.key[0] === id) table.delete(key);
      }
      const owners = new Set(teachers().flatMap(({ id: kept, teacher }) => [kept, teacher]));
      await shelf.keepOnly((pack) => owners.has(ownerOf(pack)));
    },

    checkpoint: async (id, trial) => structuredClone(checkpoints.get(keyed([id, trial]))?.value),
    async saveCheckpoint(id, trial, { step, tensors }) {
      const name = nameOf.checkpoint([id, trial]);
      const value = check.checkpoint({ step, tensors: records.compactTensors(tensors) }, name);
      const bytes = records.tensorBytes(value.tensors);
      keep(checkpoints, keyed([id, trial]), { key: [id, "checkpoint", trial], bytes, value }, name);
    },
    async deleteCheckpoint(id, trial) {
      checkpoints.delete(keyed([id, trial]));
    },
    student: async (id, trial) => structuredClone(students.get(keyed([id, trial]))?.value),
    async saveStudent(id, trial, student) {
      const name = nameOf.student([id, trial]);
      const value = check.tensors(records.compactTensors(student), name);
      keep(students, keyed([id, trial]), { key: [id, "student", trial], bytes: records.tensorBytes(value), value }, name);
    },

    asset: async (fingerprint) => structuredClone(assets.get(fingerprint)?.value),
    async saveAsset(fingerprint, files) {
      const value = check.files(records.compactFiles(files), nameOf.asset(fingerprint));
      const bytes = value.reduce((sum, file) => sum + file.bytes.byteLength, 0);
      keep(assets, fingerprint, { bytes, value }, nameOf.asset(fingerprint));
    },
    async deleteAsset(fingerprint) {
      assets.delete(fingerprint);
      forgetImport(fingerprint);
    },
    ...library,

    async usage() {
      const sizes = [...(await shelf.sizes())].map(([pack, size]) => ({ owner: ownerOf(pack), size }));
      for (const table of [checkpoints, students]) for (const { key, bytes } of table.values()) sizes.push({ owner: key[0], size: bytes });
      return { perStudy: records.bytesPerStudy(teachers(), sizes), usedBytes: usedBytes(), quotaBytes };
    },
    read: outputs.read,
    write: outputs.write,
    outputs: outputs.usage,
    async limitOutputs(bytes) {
      limitBytes = bytes;
      await outputs.trim();
    },

    damaged: () => [],
    deleteDamaged: async () => {},
    close: () => {},
  };
}
