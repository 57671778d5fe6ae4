/** What was imported, and files on their way, of the store without a browser. */
import type { DownloadHead, ImportRecord, KeptStore } from "./port.ts";
import { checkImport, inOrderOfImport } from "./records.ts";

type Library = Pick<KeptStore, "imports" | "saveImport" | "download" | "downloads" | "addToDownload" | "downloaded" | "forgetDownloads">;

export function createMemoryLibrary(): Library & { forgetImport(fingerprint: string): void } {
  const imports = new Map<string, ImportRecord>();
  const downloads = new Map<string, { head: DownloadHead; parts: Uint8Array<ArrayBuffer>[] }>();
  return {
    imports: async () => structuredClone(inOrderOfImport([...imports.values()])),
    async saveImport(about) {
      imports.set(about.fingerprint, structuredClone(checkImport(about)));
    },
    forgetImport: (fingerprint) => void imports.delete(fingerprint),

    download: async (file) => structuredClone(downloads.get(file)?.head),
    downloads: async () => new Map([...downloads].map(([file, { head }]) => [file, structuredClone(head)])),
    async addToDownload(file, about, bytes) {
      const { head, parts } = downloads.get(file) ?? { head: { ...about, parts: 0, receivedBytes: 0 }, parts: [] };
      const grown = { ...head, parts: head.parts + 1, receivedBytes: head.receivedBytes + bytes.byteLength };
      downloads.set(file, { head: grown, parts: [...parts, bytes.slice()] });
    },
    downloaded: async (file) => new Blob(downloads.get(file)?.parts ?? []),
    async forgetDownloads(files) {
      for (const file of files) downloads.delete(file);
    },
  };
}
