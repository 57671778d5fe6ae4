import type { IDBPTransaction } from "idb";
import type { Database, Schema, Table } from "./schema.ts";

export type Writing = IDBPTransaction<Schema, Table[], "readwrite">;

/** `strict` waits for the disk; `relaxed` is for what may be lost in a power cut. */
export type Durability = "strict" | "relaxed";

/**
 * All of the work or nothing of it. The work awaits nothing but the transaction's own requests, and those one by one:
 * when the transaction falls, each of them rejects, and one that nobody awaits would surface as a bug.
 */
export async function write(
  database: Database,
  tables: Table[],
  durability: Durability,
  work: (transaction: Writing) => Promise<unknown>,
): Promise<void> {
  const transaction = database.transaction(tables, "readwrite", { durability });
  const ended = transaction.done.then(
    () => null,
    (thrown: unknown) => transaction.error ?? thrown,
  );
  try {
    await work(transaction);
  } catch (thrown) {
    try {
      transaction.abort();
    } catch {
      // It has aborted itself, and its own error says why.
    }
    await ended;
    // A request that falls with its transaction only says "aborted".
    throw transaction.error ?? thrown;
  }
  const failure = await ended;
  if (failure !== null) throw failure;
}

/** The keys [study, trial] and [study, kind, id] of one study: an array comes after every number and text. */
export const ofStudy = (id: string): IDBKeyRange => IDBKeyRange.bound([id], [id, []]);
