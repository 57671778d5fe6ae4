import { Refused } from "../base/errors.ts";

/**
 * Where a teacher's outputs lie. A key is `<pack>/<entry>`, a pack `<owner>:<anything>`. Whatever goes wrong here costs
 * time, so it is answered, not thrown.
 */
export interface Shelf {
  read(key: string): Promise<ArrayBuffer | undefined>;
  /** @returns whether it was kept */
  write(key: string, bytes: ArrayBuffer): Promise<boolean>;
  /** Bytes of each pack, those first that were not written to for longest. */
  sizes(): Promise<ReadonlyMap<string, number>>;
  /** Deletes the packs that are not wanted; one that another tab is writing to this very moment may stay. */
  keepOnly(isWanted: (pack: string) => boolean): Promise<void>;
}

export const packOf = (key: string): string => key.split("/", 1)[0] ?? key;

/** Who a pack belongs to: a study, or a teacher by its fingerprint. */
export const ownerOf = (pack: string): string => pack.slice(0, Math.max(0, pack.indexOf(":")));

/** What the browser's storage has against it; anything else is a bug. */
export function answered(thrown: unknown): undefined {
  if (thrown instanceof DOMException || thrown instanceof Refused) return undefined;
  throw thrown;
}
