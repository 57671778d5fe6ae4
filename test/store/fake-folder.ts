/** A folder of the origin private file system, in memory. */
import type { FileHandle, FolderHandle } from "../../src/store/file-shelf.ts";

export interface FakeFolder extends FolderHandle {
  /** The files' bytes, to be looked at and damaged. */
  readonly files: Map<string, Uint8Array<ArrayBuffer>>;
  /** Bytes that all files together may have. */
  quotaBytes: number;
  readonly open: number;
}

export function createFakeFolder(): FakeFolder {
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  const open = new Set<string>();
  const written = new Map<string, number>();
  let time = 0;
  const missing = () => new DOMException("there is no such file", "NotFoundError");
  const busy = () => new DOMException("the file is open", "NoModificationAllowedError");

  function handleOf(name: string): FileHandle {
    const bytes = () => {
      const found = files.get(name);
      if (found === undefined) throw missing();
      return found;
    };
    const resize = (size: number) => {
      const others = [...files].reduce((sum, [other, { length }]) => sum + (other === name ? 0 : length), 0);
      if (size > bytes().length && others + size > folder.quotaBytes) throw new DOMException("the disk is full", "QuotaExceededError");
      const resized = new Uint8Array(size);
      resized.set(bytes().subarray(0, size));
      files.set(name, resized);
    };
    return {
      getFile: async () => ({ size: bytes().length, lastModified: written.get(name) ?? 0 }),
      async createSyncAccessHandle() {
        bytes();
        if (open.has(name)) throw busy();
        open.add(name);
        return {
          getSize: () => bytes().length,
          truncate: resize,
          read(buffer, { at }) {
            const part = bytes().subarray(at, at + buffer.length);
            buffer.set(part);
            return part.length;
          },
          write(buffer, { at }) {
            if (at + buffer.length > bytes().length) resize(at + buffer.length);
            bytes().set(buffer, at);
            written.set(name, ++time);
            return buffer.length;
          },
          close: () => void open.delete(name),
        };
      },
    };
  }

  const folder: FakeFolder = {
    files,
    quotaBytes: Infinity,
    get open() {
      return open.size;
    },
    async getFileHandle(name, options) {
      if (!files.has(name)) {
        if (options?.create !== true) throw missing();
        files.set(name, new Uint8Array());
      }
      return handleOf(name);
    },
    async removeEntry(name) {
      if (open.has(name)) throw busy();
      if (!files.delete(name)) throw missing();
    },
    async *keys() {
      yield* files.keys();
    },
  };
  return folder;
}
