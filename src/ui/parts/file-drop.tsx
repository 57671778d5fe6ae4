import { useRef, useState } from "preact/hooks";
import { droppedFiles, pickedFiles, type PickedFile } from "../state/files.ts";
import { Button } from "./button.tsx";

export interface FileDropProps {
  /** What goes here: "the teacher's files". */
  readonly what: string;
  readonly accept?: string;
  readonly multiple?: boolean;
  /** Offers to pick a whole folder too. */
  readonly folder?: boolean;
  readonly onFiles: (files: readonly PickedFile[]) => Promise<unknown>;
}

/** Files by button, by folder or dropped. The buttons are the way for keyboards; dropping is a convenience. */
export function FileDrop({ what, accept, multiple = false, folder = false, onFiles }: FileDropProps) {
  const files = useRef<HTMLInputElement>(null);
  const directory = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [busy, setBusy] = useState(false);
  const take = (picked: readonly PickedFile[] | Promise<readonly PickedFile[]>) => {
    setBusy(true);
    const settle = () => setBusy(false);
    Promise.resolve(picked)
      .then((list) => (list.length === 0 ? undefined : onFiles(list)))
      .then(settle, settle);
  };
  const pick = (input: HTMLInputElement) => {
    if (input.files !== null) take(pickedFiles(input.files));
    // The same file may be picked again after it was refused.
    input.value = "";
  };
  const asDirectory = (input: HTMLInputElement | null) => {
    directory.current = input;
    // Not an attribute that JSX knows.
    if (input !== null) input.webkitdirectory = true;
  };
  return (
    <div
      class="file-drop"
      data-over={over}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        if (event.dataTransfer !== null) take(droppedFiles(event.dataTransfer));
      }}
    >
      <div class="row">
        <Button disabled={busy} onClick={() => files.current?.click()}>
          {multiple ? "Pick files" : "Pick a file"}
        </Button>
        {folder && (
          <Button disabled={busy} onClick={() => directory.current?.click()}>
            Pick a folder
          </Button>
        )}
        <span class="muted" role="status">
          {busy ? "Reading…" : `or drop ${what} here`}
        </span>
      </div>
      <input ref={files} hidden type="file" accept={accept} multiple={multiple} aria-label={`Pick ${what}`} onChange={(event) => pick(event.currentTarget)} />
      {folder && (
        <input ref={asDirectory} hidden type="file" multiple aria-label={`Pick a folder with ${what}`} onChange={(event) => pick(event.currentTarget)} />
      )}
    </div>
  );
}
