/** A connection to IndexedDB that survives what browsers and other tabs do to it. */
import { openDB } from "idb";
import { messageOf, Refused, Unsupported } from "../base/errors.ts";
import { schemaVersion, upgrade, type Database, type Schema } from "./schema.ts";

export interface Connection {
  /**
   * Runs work on an open database; once more on a new one if it was lost meanwhile, so the work must be repeatable.
   * @throws Refused when another tab stands in the way · Unsupported when the browser keeps nothing
   */
  run<Result>(work: (database: Database) => Promise<Result>): Promise<Result>;
  close(): void;
}

/** How browsers word that a connection is gone: closing, cleared by the person, its process ended (Safari). */
const lossNames = ["InvalidStateError", "UnknownError"];

export const isNamed = (thrown: unknown, ...names: readonly string[]): boolean =>
  thrown instanceof DOMException && names.includes(thrown.name);

export function connect(name: string, version = schemaVersion): Connection {
  let current: Promise<Database> | undefined;
  const open = () => {
    const opening: Promise<Database> = openDatabase(name, version, () => {
      if (current === opening) current = undefined;
    });
    current = opening;
    // A refusal is not kept: the other tab may be closed by the time of the next call.
    opening.catch(() => {
      if (current === opening) current = undefined;
    });
    return opening;
  };

  return {
    async run(work) {
      const used = current ?? open();
      const database = await used;
      try {
        return await work(database);
      } catch (thrown) {
        const wasLost = current !== used || isNamed(thrown, ...lossNames);
        if (!wasLost || !(thrown instanceof DOMException)) throw thrown;
        if (current === used) current = undefined;
        database.close();
        return work(await (current ?? open()));
      }
    },
    close() {
      current?.then((database) => database.close(), () => undefined);
      current = undefined;
    },
  };
}

function openDatabase(name: string, version: number, onLost: () => void): Promise<Database> {
  if (!("indexedDB" in globalThis)) throw new Unsupported("this browser keeps no data for pages: IndexedDB is missing");
  return new Promise((resolve, reject) => {
    let isRefused = false;
    // Asynchronous, since a browser that forbids storage throws at once.
    const opening = async () =>
      openDB<Schema>(name, version, {
        upgrade: (database, oldVersion, _, transaction) => upgrade(database, oldVersion, transaction),
        blocked() {
          isRefused = true;
          reject(new Refused("an older version of this page is open in another tab: close that tab, then reload this one"));
        },
        // Another tab brings a newer version, or deletes everything: stand aside, or it would wait for ever.
        blocking() {
          onLost();
          void request.then((database) => database.close());
        },
        terminated: onLost,
      });
    const request = opening();
    request.then(
      (database) => (isRefused ? database.close() : resolve(database)),
      (thrown: unknown) => reject(openingFailure(thrown)),
    );
  });
}

function openingFailure(thrown: unknown): unknown {
  if (isNamed(thrown, "VersionError")) {
    return new Refused("a newer version of this page has changed what is stored here: reload this tab to get it");
  }
  if (isNamed(thrown, "SecurityError", ...lossNames)) {
    return new Unsupported(`this browser keeps no data for this page (a private window?): ${messageOf(thrown)}`);
  }
  return thrown;
}
