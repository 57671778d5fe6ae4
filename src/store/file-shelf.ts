/**
 * A shelf in the origin private file system: one file a pack. Files are open only while they are read or written, and
 * under one lock, for an open file can be neither opened by another tab nor deleted.
 */
import { addEntry, emptyIndex, type OpenFile, type PackIndex, readEntry, readIndex } from "./pack.ts";
import { answered, packOf, type Shelf } from "./shelf.ts";

/** What is used of the browser's handles; the real ones have it. */
export interface FolderHandle {
  getFileHandle(name: string, options?: { create: boolean }): Promise<FileHandle>;
  removeEntry(name: string): Promise<void>;
  keys(): AsyncIterable<string>;
}
export interface FileHandle {
  createSyncAccessHandle(): Promise<OpenFile & { close(): void }>;
  getFile(): Promise<{ readonly size: number; readonly lastModified: number }>;
}

/** Runs work while no other tab or worker runs any. */
export type Lock = <Result>(work: () => Promise<Result>) => Promise<Result>;

/** File systems do not like colons. */
const fileNameOf = (pack: string) => encodeURIComponent(pack);
const packNamed = (fileName: string) => decodeURIComponent(fileName);

const isMissing = (thrown: unknown) => thrown instanceof DOMException && thrown.name === "NotFoundError";

async function namesIn(folder: FolderHandle): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const name of folder.keys()) names.push(name);
  return names;
}

export function fileShelf(folder: FolderHandle, lock: Lock): Shelf {
  const known = new Map<string, { readonly file: FileHandle; readonly index: PackIndex }>();

  async function open(pack: string, create: boolean) {
    const file = await folder.getFileHandle(fileNameOf(pack), { create });
    const opened = { file, index: emptyIndex() };
    known.set(pack, opened);
    return opened;
  }

  /** Work on a pack's file with its index up to date; undefined where there is none and none is made. */
  async function onFile<Result>(pack: string, create: boolean, work: (file: OpenFile, index: PackIndex) => Result): Promise<Result> {
    let { file, index } = known.get(pack) ?? (await open(pack, create));
    let opened;
    try {
      opened = await file.createSyncAccessHandle();
    } catch (thrown) {
      if (!isMissing(thrown)) throw thrown;
      // Deleted since it was opened last.
      ({ file, index } = await open(pack, create));
      opened = await file.createSyncAccessHandle();
    }
    try {
      readIndex(opened, index);
      return work(opened, index);
    } finally {
      opened.close();
    }
  }

  const sizesInOrder = async () => {
    const found: { readonly pack: string; readonly size: number; readonly lastModified: number }[] = [];
    for (const name of await namesIn(folder)) {
      const { size, lastModified } = await (await folder.getFileHandle(name)).getFile();
      found.push({ pack: packNamed(name), size, lastModified });
    }
    found.sort((a, b) => a.lastModified - b.lastModified);
    return new Map(found.map(({ pack, size }) => [pack, size]));
  };

  return {
    read: (key) => lock(() => onFile(packOf(key), false, (file, index) => readEntry(file, index, key))).catch(answered),
    async write(key, bytes) {
      const writing = lock(() => onFile(packOf(key), true, (file, index) => addEntry(file, index, key, bytes)));
      return writing.then(() => true, answered).then(Boolean);
    },
    sizes: () => lock(sizesInOrder).catch((thrown: unknown) => new Map(answered(thrown))),
    async keepOnly(isWanted) {
      await lock(async () => {
        const names = await namesIn(folder);
        for (const name of names) if (!isWanted(packNamed(name))) await folder.removeEntry(name).catch(answered);
      }).catch(answered);
    },
  };
}
