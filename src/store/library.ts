/** What was imported, by what it is and where it came from, and files that are on their way. */
import type { Connection } from "./connection.ts";
import type { KeptStore } from "./port.ts";
import { checkImport, inOrderOfImport, nameOf } from "./records.ts";
import type { Save } from "./studies.ts";
import { write } from "./transaction.ts";

type Library = Pick<
  KeptStore,
  "imports" | "saveImport" | "deleteAsset" | "download" | "downloads" | "addToDownload" | "downloaded" | "forgetDownloads"
>;

/** The parts of one file, in order. */
const partsOf = (file: string) => IDBKeyRange.bound([file], [file, []]);

export function libraryOn(connection: Connection, save: Save, assetGone: (fingerprint: string) => void): Library {
  return {
    async imports() {
      const records = await connection.run((database) => database.getAll("imports"));
      return inOrderOfImport(records);
    },
    async saveImport(about) {
      const checked = checkImport(about);
      await save(nameOf.asset(about.fingerprint), (database) =>
        write(database, ["imports"], "strict", (tx) => tx.objectStore("imports").put(checked, about.fingerprint)),
      );
    },
    async deleteAsset(fingerprint) {
      await connection.run((database) =>
        write(database, ["assets", "imports"], "strict", async (tx) => {
          await tx.objectStore("assets").delete(fingerprint);
          await tx.objectStore("imports").delete(fingerprint);
        }),
      );
      assetGone(fingerprint);
    },

    download: (file) => connection.run((database) => database.get("downloads", file)),
    async downloads() {
      const [files, heads] = await connection.run((database) => {
        const { store } = database.transaction("downloads");
        return Promise.all([store.getAllKeys(), store.getAll()]);
      });
      return new Map(heads.flatMap((head, index) => (files[index] === undefined ? [] : [[files[index], head]])));
    },
    async addToDownload(file, about, bytes) {
      await save(nameOf.download(file), (database) =>
        write(database, ["downloads", "parts"], "strict", async (tx) => {
          const head = (await tx.objectStore("downloads").get(file)) ?? { ...about, parts: 0, receivedBytes: 0 };
          await tx.objectStore("parts").put(bytes, [file, head.parts]);
          await tx.objectStore("downloads").put({ ...head, parts: head.parts + 1, receivedBytes: head.receivedBytes + bytes.byteLength }, file);
        }),
      );
    },
    async downloaded(file) {
      const parts = await connection.run((database) => database.getAll("parts", partsOf(file)));
      return new Blob(parts);
    },
    async forgetDownloads(files) {
      await connection.run((database) =>
        write(database, ["downloads", "parts"], "strict", async (tx) => {
          for (const file of files) {
            await tx.objectStore("downloads").delete(file);
            await tx.objectStore("parts").delete(partsOf(file));
          }
        }),
      );
    },
  };
}
