/** A shelf in IndexedDB, where the browser has no files for pages; an entry is a record. */
import type { Connection } from "./connection.ts";
import { answered, ownerOf, packOf, type Shelf } from "./shelf.ts";
import { write } from "./transaction.ts";

export function tableShelf(connection: Connection): Shelf {
  const entrySizes = () => connection.run(async (database) => {
    const transaction = database.transaction("sizes");
    const [keys, sizes] = await Promise.all([transaction.store.getAllKeys(), transaction.store.getAll()]);
    return keys.flatMap(([, kind, key], i) => (kind === "cache" ? [{ key: String(key), size: sizes[i] ?? 0 }] : []));
  });

  return {
    async read(key) {
      const value: unknown = await connection.run((database) => database.get("cache", key)).catch(answered);
      return value instanceof ArrayBuffer ? value : undefined;
    },
    async write(key, bytes) {
      const writing = connection.run((database) =>
        write(database, ["cache", "sizes"], "relaxed", async (tx) => {
          await tx.objectStore("cache").put(bytes, key);
          await tx.objectStore("sizes").put(bytes.byteLength, [ownerOf(key), "cache", key]);
        }),
      );
      return writing.then(() => true, answered).then(Boolean);
    },
    async sizes() {
      const packs = new Map<string, number>();
      for (const { key, size } of (await entrySizes().catch(answered)) ?? []) {
        packs.set(packOf(key), (packs.get(packOf(key)) ?? 0) + size);
      }
      return packs;
    },
    async keepOnly(isWanted) {
      const unwanted = ((await entrySizes().catch(answered)) ?? []).filter(({ key }) => !isWanted(packOf(key)));
      const removing = connection.run((database) =>
        write(database, ["cache", "sizes"], "relaxed", async (tx) => {
          for (const { key } of unwanted) {
            await tx.objectStore("cache").delete(key);
            await tx.objectStore("sizes").delete([ownerOf(key), "cache", key]);
          }
        }),
      );
      await removing.catch(answered);
    },
  };
}
