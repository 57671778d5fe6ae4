import type { NamedFile } from "../../base/files.ts";

/** Not in every browser, and so not in TypeScript's list of what a window has. */
interface FolderPicker {
  showDirectoryPicker?: (options: { readonly mode: "readwrite" }) => Promise<FileSystemDirectoryHandle>;
}

const pickerOf = (host: Window): FolderPicker["showDirectoryPicker"] => (host as FolderPicker).showDirectoryPicker;

export const canSaveFolders = (host: Window): boolean => pickerOf(host) !== undefined;

/**
 * Lets the person choose where to, then writes a folder of that name there. Choosing comes first: browsers ask only right
 * after a click, and making the files may take longer.
 * @returns false when the person chose nothing
 */
export async function saveFolder(host: Window, name: string, make: () => Promise<readonly NamedFile[]>): Promise<boolean> {
  let chosen: FileSystemDirectoryHandle | undefined;
  try {
    chosen = await pickerOf(host)?.call(host, { mode: "readwrite" });
  } catch (thrown) {
    if (!(thrown instanceof DOMException) || thrown.name !== "AbortError") throw thrown;
  }
  if (chosen === undefined) return false;
  const files = await make();
  const folder = await chosen.getDirectoryHandle(name, { create: true });
  for (const file of files) await writeFile(folder, file);
  return true;
}

/** @param name may carry folders: "onnx/model.onnx" */
async function writeFile(folder: FileSystemDirectoryHandle, { name, bytes }: NamedFile): Promise<void> {
  const [first = "", ...rest] = name.split("/");
  if (rest.length > 0) {
    await writeFile(await folder.getDirectoryHandle(first, { create: true }), { name: rest.join("/"), bytes });
    return;
  }
  const handle = await folder.getFileHandle(first, { create: true });
  const stream = await handle.createWritable();
  // A copy: the bytes may lie in shared memory, which streams refuse.
  await stream.write(new Uint8Array(bytes));
  await stream.close();
}
