/** What fake-indexeddb lacks of a real browser: a disk that fills up, and a look at other connections. */
import { IDBObjectStore } from "fake-indexeddb";

/** The inside of fake-indexeddb, as far as it is used here. */
interface Inside {
  readonly transaction: {
    readonly db: { readonly _rawDatabase: { readonly rawObjectStores: ReadonlyMap<string, { readonly records: Records }> } };
    _abort(errorName: string): void;
  };
}
interface Records {
  values(): Iterable<{ readonly value: unknown }>;
}

/** Bytes of all buffers in a value. */
function bufferBytes(value: unknown): number {
  if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return value.byteLength;
  if (value instanceof Map) return [...value.values()].reduce((sum: number, each) => sum + bufferBytes(each), 0);
  if (typeof value !== "object" || value === null) return 0;
  return Object.values(value).reduce((sum: number, each) => sum + bufferBytes(each), 0);
}

/**
 * From now on a transaction that would fill the disk aborts as browsers do it: its request fails with AbortError, the
 * transaction's own error is QuotaExceededError.
 * @returns the way back
 */
export function limitDisk(quotaBytes: number): () => void {
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (this: IDBObjectStore, value: unknown, key?: IDBValidKey) {
    const { transaction } = this as unknown as Inside;
    const request = put.call(this, value, key);
    const kept = [...transaction.db._rawDatabase.rawObjectStores.values()].flatMap(({ records }) => [...records.values()]);
    if (bufferBytes(kept) + bufferBytes(value) > quotaBytes) transaction._abort("QuotaExceededError");
    return request;
  };
  return () => {
    IDBObjectStore.prototype.put = put;
  };
}

export function connectionsBeside(database: IDBDatabase): IDBDatabase[] {
  const { _rawDatabase: raw } = database as unknown as { _rawDatabase: { connections: IDBDatabase[] } };
  return raw.connections.filter((connection) => connection !== database);
}
