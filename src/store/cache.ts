/** The teacher's cached outputs. Whatever goes wrong here costs time, so it is answered, not thrown. */
import { Refused } from "../base/errors.ts";
import type { Connection } from "./connection.ts";
import { ownerOf, type KeptStore } from "./port.ts";
import { beginningWith, write, type Writing } from "./transaction.ts";

type Cache = Pick<KeptStore, "read" | "write" | "clearCache">;

export function cacheOn(connection: Connection): Cache {
  return {
    async read(key) {
      const value: unknown = await connection.run((database) => database.get("cache", key)).catch(ignoreStorageFailure);
      return value instanceof ArrayBuffer ? value : undefined;
    },
    async write(key, bytes) {
      try {
        await connection.run((database) =>
          write(database, ["cache", "sizes"], "relaxed", async (tx) => {
            await tx.objectStore("cache").put(bytes, key);
            await tx.objectStore("sizes").put(bytes.byteLength, [ownerOf(key), "cache", key]);
          }),
        );
        return true;
      } catch (thrown) {
        ignoreStorageFailure(thrown);
        return false;
      }
    },
    async clearCache(prefix) {
      await connection.run((database) => write(database, ["cache", "sizes"], "relaxed", (tx) => dropCached(tx, prefix)));
    },
  };
}

/** @param transaction over `cache` and `sizes` */
export async function dropCached(transaction: Writing, prefix: string): Promise<void> {
  const [cache, sizes] = [transaction.objectStore("cache"), transaction.objectStore("sizes")];
  for (const key of await cache.getAllKeys(beginningWith(prefix))) {
    await cache.delete(key);
    await sizes.delete([ownerOf(key), "cache", key]);
  }
}

function ignoreStorageFailure(thrown: unknown): undefined {
  if (thrown instanceof DOMException || thrown instanceof Refused) return undefined;
  throw thrown;
}
