import { blobsOn } from "./blobs.ts";
import { cacheOn } from "./cache.ts";
import { connect, isNamed } from "./connection.ts";
import { createDamageLog, deleteDamaged } from "./damage.ts";
import type { KeptStore } from "./port.ts";
import { noRoom } from "./records.ts";
import { studiesOn, type Save, type StorageEstimator } from "./studies.ts";

/**
 * Opens the browser's store, or makes it.
 * @throws Unsupported when the browser keeps nothing · Refused when another tab's version stands in the way
 */
export async function openStore(
  name: string,
  storage: StorageEstimator | undefined = globalThis.navigator?.storage,
): Promise<KeptStore> {
  const connection = connect(name);
  await connection.run(async () => undefined);
  const damage = createDamageLog();
  const cache = cacheOn(connection);

  const save: Save = async (what, work) => {
    try {
      await connection.run(work);
    } catch (thrown) {
      if (!isNamed(thrown, "QuotaExceededError")) throw thrown;
      // The cache only saves time: it makes room for what cannot be had again.
      await cache.clearCache("");
      await connection.run(work).catch((again: unknown) => {
        throw isNamed(again, "QuotaExceededError") ? noRoom(what) : again;
      });
    }
  };

  const studies = studiesOn(connection, save, damage, storage);
  return {
    ...studies,
    ...blobsOn(connection, save, damage),
    ...cache,
    damaged: damage.all,
    deleteDamaged: () => deleteDamaged(connection, damage, studies.deleteStudy),
    close: () => connection.close(),
  };
}
