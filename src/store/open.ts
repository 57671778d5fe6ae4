import { blobsOn } from "./blobs.ts";
import { connect, isNamed, type Connection } from "./connection.ts";
import { createDamageLog, deleteDamaged } from "./damage.ts";
import { fileShelf, type FolderHandle } from "./file-shelf.ts";
import { libraryOn } from "./library.ts";
import { createLimit } from "./limit.ts";
import { outputsOn } from "./outputs.ts";
import type { KeptStore } from "./port.ts";
import { nameOf, noRoom } from "./records.ts";
import { answered, type Shelf } from "./shelf.ts";
import { studiesOn, type Save, type StorageEstimator } from "./studies.ts";
import { tableShelf } from "./table-shelf.ts";

/** What the browser offers for keeping; the folder of the teachers' outputs where pages may have files. */
export interface BrowserStorage extends Partial<StorageEstimator> {
  folder?(name: string): Promise<FolderHandle>;
}

/**
 * Opens the browser's store, or makes it.
 * @throws Unsupported when the browser keeps nothing · Refused when another tab's version stands in the way
 */
export async function openStore(
  name: string,
  storage: BrowserStorage = browserStorage(),
): Promise<KeptStore> {
  const connection = connect(name);
  await connection.run(async () => undefined);
  const damage = createDamageLog();
  const shelf = await openShelf(name, storage, connection);
  const limit = createLimit(connection, storage);
  const outputs = outputsOn(shelf, limit.bytes);

  const save: Save = async (what, work) => {
    try {
      await connection.run(work);
    } catch (thrown) {
      if (!isNamed(thrown, "QuotaExceededError")) throw thrown;
      // The teacher's outputs only save time: they make room for what cannot be had again.
      await shelf.keepOnly(() => false);
      await connection.run(work).catch((again: unknown) => {
        throw isNamed(again, "QuotaExceededError") ? noRoom(what) : again;
      });
    }
  };

  const studies = studiesOn(connection, save, damage, storage, shelf);
  return {
    ...studies,
    ...blobsOn(connection, save, damage),
    ...libraryOn(connection, save, (fingerprint) => damage.gone(nameOf.asset(fingerprint))),
    read: outputs.read,
    write: outputs.write,
    outputs: outputs.usage,
    async limitOutputs(limitBytes) {
      await limit.set(limitBytes);
      await outputs.trim();
    },
    damaged: damage.all,
    deleteDamaged: () => deleteDamaged(connection, damage, studies.deleteStudy),
    close: () => connection.close(),
  };
}

/** In the browser's own files where it has them, else in the database. */
async function openShelf(name: string, { folder }: BrowserStorage, connection: Connection): Promise<Shelf> {
  const files = await folder?.(name).catch(answered);
  if (files === undefined) return tableShelf(connection);
  const { locks } = globalThis.navigator ?? {};
  return fileShelf(files, locks === undefined ? (work) => work() : (work) => locks.request(`${name}: outputs`, work));
}

function browserStorage(): BrowserStorage {
  const storage: StorageManager | undefined = globalThis.navigator?.storage;
  if (storage === undefined) return {};
  // Files are written by synchronous handles alone, which only workers have, and not in every browser.
  const hasFiles = "FileSystemFileHandle" in globalThis && "createSyncAccessHandle" in FileSystemFileHandle.prototype;
  return {
    estimate: () => storage.estimate(),
    ...(hasFiles && {
      async folder(name) {
        const folder = await (await storage.getDirectory()).getDirectoryHandle(`${name} outputs`, { create: true });
        return folder as unknown as FolderHandle; // the types of pages leave out what only workers have
      },
    }),
  };
}
