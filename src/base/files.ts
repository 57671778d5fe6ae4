/** A file as a person picked it, or as it goes out: its name without folders, and its bytes. */
export interface NamedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}
