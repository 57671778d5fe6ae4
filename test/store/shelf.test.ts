import "fake-indexeddb/auto";
import { afterEach, describe, expect, it } from "vitest";
import { connect } from "../../src/store/connection.ts";
import { fileShelf } from "../../src/store/file-shelf.ts";
import { openStore } from "../../src/store/open.ts";
import { outputsOn } from "../../src/store/outputs.ts";
import type { Shelf } from "../../src/store/shelf.ts";
import { tableShelf } from "../../src/store/table-shelf.ts";
import { createFakeFolder } from "./fake-folder.ts";
import { limitDisk } from "./fake-disk.ts";

let shelves = 0;
let freeDisk = () => {};
afterEach(() => {
  freeDisk();
  freeDisk = () => {};
});

const bytesOf = (...values: number[]) => Uint8Array.from(values).buffer;
const numbers = (buffer: ArrayBuffer | undefined) => buffer && [...new Uint8Array(buffer)];
const alone = <Result>(work: () => Promise<Result>) => work();

interface Made {
  readonly shelf: Shelf;
  /** The same place, as another tab has it. */
  again(): Shelf;
  limit(bytes: number): void;
}

const places: Readonly<Record<string, () => Made>> = {
  files() {
    const folder = createFakeFolder();
    const make = () => fileShelf(folder, alone);
    return { shelf: make(), again: make, limit: (bytes) => void (folder.quotaBytes = bytes) };
  },
  "a table"() {
    const name = `shelf ${shelves++}`;
    const make = () => tableShelf(connect(name));
    return { shelf: make(), again: make, limit: (bytes) => void (freeDisk = limitDisk(bytes)) };
  },
};

describe.each(Object.keys(places))("a shelf in %s", (place) => {
  const made = () => (places[place] ?? places.files)?.() as Made; // the names are the keys

  it("gives back what was written last, also to another tab", async () => {
    const { shelf, again } = made();
    expect(await shelf.read("t:a/1")).toBeUndefined();
    for (const [key, value] of [["t:a/1", 1], ["t:a/2", 2], ["t:b/1", 3], ["t:a/1", 4]] as const) {
      expect(await shelf.write(key, bytesOf(value, value))).toBe(true);
    }
    const there = again();
    for (const [key, value] of [["t:a/1", 4], ["t:a/2", 2], ["t:b/1", 3]] as const) {
      expect(numbers(await there.read(key))).toEqual([value, value]);
    }
    await there.write("t:a/3", bytesOf(5));
    expect(numbers(await shelf.read("t:a/3"))).toEqual([5]);
    expect([...(await shelf.sizes()).keys()].sort()).toEqual(["t:a", "t:b"]);
  });

  it("forgets packs, and takes them again", async () => {
    const { shelf, again } = made();
    const there = again();
    for (const shelved of [shelf, there]) for (const key of ["t:a/1", "t:b/1"]) await shelved.write(key, bytesOf(1));
    await there.keepOnly((pack) => pack === "t:b");
    expect([await shelf.read("t:a/1"), await there.read("t:a/1")]).toEqual([undefined, undefined]);
    expect([...(await shelf.sizes()).keys()]).toEqual(["t:b"]);
    expect(await shelf.write("t:a/1", bytesOf(7))).toBe(true);
    expect(numbers(await there.read("t:a/1"))).toEqual([7]);
  });

  it("keeps what is there when the disk is full", async () => {
    const { shelf, again, limit } = made();
    await shelf.write("t:a/1", bytesOf(1, 2, 3));
    limit(64);
    expect(await shelf.write("t:a/2", new ArrayBuffer(100))).toBe(false);
    expect(numbers(await again().read("t:a/1"))).toEqual([1, 2, 3]);
    limit(1000);
    expect(await shelf.write("t:a/3", bytesOf(4))).toBe(true);
    expect(numbers(await again().read("t:a/3"))).toEqual([4]);
  });
});

describe("outputs in files", () => {
  const made = (limitBytes = Infinity) => {
    const folder = createFakeFolder();
    const make = () => outputsOn(fileShelf(folder, alone), async () => limitBytes);
    return { folder, make, outputs: make() };
  };

  it("are lost one by one where one byte of a value is damaged", async () => {
    const { folder, make, outputs } = made();
    for (const entry of [1, 2, 3]) await outputs.write(`t:a/${entry}`, bytesOf(entry, entry, entry));
    const [file] = folder.files.values();
    const at = file?.indexOf(2, file.indexOf(50 /* the 2 of the second key */)) ?? -1;
    file?.set([9], at);
    const after = make();
    expect([numbers(await after.read("t:a/1")), await after.read("t:a/2"), numbers(await after.read("t:a/3"))]).toEqual([[1, 1, 1], undefined, [3, 3, 3]]);
    await after.write("t:a/2", bytesOf(2, 2, 2));
    expect(numbers(await make().read("t:a/2"))).toEqual([2, 2, 2]);
  });

  it("never give back wrong bytes, whichever byte is damaged or wherever the file is cut", async () => {
    const { folder, make, outputs } = made();
    const values = new Map([["t:a/1", [1, 2, 3, 4, 5]], ["t:a/2", [6, 7]]]);
    for (const [key, value] of values) await outputs.write(key, bytesOf(...value));
    const [name = ""] = folder.files.keys();
    const whole = folder.files.get(name) ?? new Uint8Array();
    const damaged = Array.from(whole, (byte, at) => {
      const copy = whole.slice();
      copy[at] = byte ^ 16;
      return copy;
    });
    for (const bytes of [...damaged, ...damaged.map((_, length) => whole.slice(0, length))]) {
      folder.files.set(name, bytes);
      const after = make();
      for (const [key, value] of values) expect([undefined, value]).toContainEqual(numbers(await after.read(key)));
      for (const [key, value] of values) await after.write(key, bytesOf(...value));
      for (const [key, value] of values) expect(numbers(await make().read(key))).toEqual(value);
    }
    expect(folder.open).toBe(0);
  });

  it("make room for a study by what was not written to for longest, and never of the study's own", async () => {
    // An entry: header 16, key 5, value, checksum 4.
    const { folder, outputs } = made(3 * 125);
    for (const pack of ["t:a", "t:b", "t:c"]) expect(await outputs.write(`${pack}/1`, new ArrayBuffer(100))).toBe(true);
    await outputs.write("t:d/1", new ArrayBuffer(100));
    expect([...folder.files.keys()].map(decodeURIComponent)).toEqual(["t:b", "t:c", "t:d"]);
    for (const entry of [2, 3]) expect(await outputs.write(`t:d/${entry}`, new ArrayBuffer(100))).toBe(true);
    expect(await outputs.write("t:d/4", new ArrayBuffer(100))).toBe(false);
    expect([...folder.files.keys()].map(decodeURIComponent)).toEqual(["t:d"]);
    expect(await outputs.usage()).toEqual({ usedBytes: 375, limitBytes: 375 });
  });

  it("are where the store keeps them", async () => {
    const folder = createFakeFolder();
    const store = await openStore(`store ${shelves++}`, { folder: async () => folder, estimate: async () => ({ quota: 5000 }) });
    await store.write("t:a/1", bytesOf(1));
    expect([...folder.files.keys()]).toEqual(["t%3Aa"]);
    expect(await store.outputs()).toEqual({ usedBytes: folder.files.get("t%3Aa")?.length, limitBytes: 500 });
    store.close();
  });
});
