import type { ImportRecord, StudyStore } from "../../store/port.ts";
import { isCommit, type HubName } from "./name.ts";
import { Unreachable } from "./unreachable.ts";

export type Origin = NonNullable<ImportRecord["hub"]>;

export interface Remote<Found, Reference> extends Pick<HubName, "revision"> {
  /** Whether it was fetched from there, at whatever commit. */
  isSame(from: Origin): boolean;
  /** Null where it is not kept any more. */
  referenceTo(record: ImportRecord): Promise<Reference | null>;
  /** What lies there now. @throws Unreachable · Refused */
  find(): Promise<Found>;
  take(found: Found): Promise<Reference>;
}

/** Fetched once, then taken from what is kept; also without a network. What lies at an address has no revision. */
export async function fetchedOnce<Found extends { readonly commit: string }, Reference>(store: Pick<StudyStore, "imports">, remote: Remote<Found, Reference>): Promise<Reference> {
  const { revision } = remote;
  const records = (await store.imports()).filter(({ hub: from }) => from && remote.isSame(from));
  const kept = async (record: ImportRecord | undefined) => (record === undefined ? null : remote.referenceTo(record));
  // What lies at an address is taken as it was: there is nothing to pin it to.
  const isPinned = revision === "" || isCommit(revision);
  const pinned = isPinned ? await kept(records.findLast(({ hub: from }) => from?.commit === revision)) : null;
  if (pinned) return pinned;

  let found: Found;
  try {
    found = await remote.find();
  } catch (thrown) {
    // Without a network, what was fetched under this name last is the best there is.
    const last = await kept(records.findLast(({ hub: from }) => from?.revision === revision));
    if (thrown instanceof Unreachable && last) return last;
    throw thrown;
  }
  const same = isPinned ? null : await kept(records.find(({ hub: from }) => from?.commit === found.commit));
  return same ?? remote.take(found);
}
