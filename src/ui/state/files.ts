import type { NamedFile } from "../../base/files.ts";

/** What a page can pick or be given: a file with, in a folder, its path. */
export interface PickedFile {
  readonly path: string;
  readonly file: Blob;
}

/** Files a Hugging Face directory is read from. Others are left on disk: some are gigabytes in other formats. */
const teacherFiles = /\.(json|txt|safetensors)$/i;

export function pickedFiles(files: Iterable<File>): readonly PickedFile[] {
  return [...files].map((file) => ({ path: file.webkitRelativePath || file.name, file }));
}

/** The files a teacher may need; all of them where none fits, so that the refusal can name what was picked. */
export function teacherFilesOf(picked: readonly PickedFile[]): readonly PickedFile[] {
  const fitting = picked.filter(({ path }) => teacherFiles.test(path));
  return fitting.length > 0 ? fitting : picked.map(({ path }) => ({ path, file: new Blob() }));
}

export async function readFile({ path, file }: PickedFile): Promise<NamedFile> {
  return { name: path, bytes: new Uint8Array(await file.arrayBuffer()) };
}

/** Everything that was dropped, folders walked through. The entries must be taken while the drop event lives. */
export async function droppedFiles(transfer: DataTransfer): Promise<readonly PickedFile[]> {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  return (await Promise.all(entries.map(filesOf))).flat();
}

async function filesOf(entry: FileSystemEntry): Promise<readonly PickedFile[]> {
  if (isFile(entry)) {
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
    return [{ path: entry.fullPath.replace(/^\//, ""), file }];
  }
  if (!isDirectory(entry)) return [];
  const reader = entry.createReader();
  const found: FileSystemEntry[] = [];
  // One call returns at most a hundred entries; an empty answer ends the list.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) break;
    found.push(...some);
  }
  return (await Promise.all(found.map(filesOf))).flat();
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;
const isDirectory = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;
