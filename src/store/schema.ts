/** What lies in IndexedDB: one type for all object stores, one upgrade function a version. */
import type { DBSchema, IDBPDatabase, IDBPTransaction, StoreNames } from "idb";
import type { NamedFile } from "../base/files.ts";
import type { NamedTensors } from "../base/tensors.ts";
import type { Checkpoint } from "../study/checkpoint.ts";
import type { StudyId, Trial } from "../study/study.ts";
import type { DownloadHead } from "./port.ts";
import type { ImportRecord, SizeKey, StudyRecord, TrialKey } from "./records.ts";

export interface Schema extends DBSchema {
  studies: { key: StudyId; value: StudyRecord };
  /** Apart from their study, so that saving one stays small however long the study grows. */
  trials: { key: TrialKey; value: Trial };
  checkpoints: { key: TrialKey; value: Checkpoint };
  students: { key: TrialKey; value: NamedTensors };
  cache: { key: string; value: ArrayBuffer };
  assets: { key: string; value: readonly NamedFile[] };
  /** Bytes of checkpoints, students and cached outputs, so that counting them reads none of them. */
  sizes: { key: SizeKey; value: number };
  /** What the assets are. */
  imports: { key: string; value: ImportRecord };
  /** Files that are being fetched, and what has come of each. */
  downloads: { key: string; value: DownloadHead };
  parts: { key: [file: string, part: number]; value: Uint8Array<ArrayBuffer> };
  /** Numbers that the person has set. */
  settings: { key: "outputsLimitBytes"; value: number };
}

export type Table = StoreNames<Schema>;
export type Database = IDBPDatabase<Schema>;
type Upgrade = (database: Database, transaction: IDBPTransaction<Schema, Table[], "versionchange">) => void;

/** Index v takes a database from version v to v + 1. Never change one that was released; add another. */
const upgrades: readonly Upgrade[] = [
  (database) => {
    const first = ["studies", "trials", "checkpoints", "students", "cache", "assets", "sizes"] as const;
    for (const table of first) database.createObjectStore(table);
  },
  (database, transaction) => {
    database.createObjectStore("settings");
    // Outputs without their checksum.
    void transaction.objectStore("cache").clear();
  },
  (database) => {
    for (const table of ["imports", "downloads", "parts"] as const) database.createObjectStore(table);
  },
];

export const schemaVersion = upgrades.length;

export const upgrade = (
  database: Database,
  oldVersion: number,
  transaction: IDBPTransaction<Schema, Table[], "versionchange">,
): void => upgrades.slice(oldVersion).forEach((step) => step(database, transaction));
