import { describe, expect, it } from "vitest";
import { readFragment, writeFragment, type FragmentForm } from "../../src/formats/fragment.ts";

const form: FragmentForm = {
  content: "note",
  letter: "n",
  version: 2,
  dictionary: new TextEncoder().encode('{"text":"'),
  largestCharacters: 10_000,
  largestBytes: 1_000_000,
};

describe("a fragment", () => {
  it("comes back as it went, with or without its # and broken into lines", () => {
    const value = { text: "ångström ≤ 3", list: [1, null, true] };
    const fragment = writeFragment(form, value);
    expect(fragment).toMatch(/^#n2\.[A-Za-z0-9_-]+\.[0-9a-f]{8}$/);
    expect(readFragment(form, fragment)).toEqual(value);
    expect(readFragment(form, fragment.slice(1).replace(/(.{20})/g, "$1\n"))).toEqual(value);
  });

  it("says whose link it is not, and which version it has", () => {
    const fragment = writeFragment(form, 1);
    expect(() => readFragment({ ...form, letter: "m", content: "map" }, fragment)).toThrow("leads to no map");
    expect(() => readFragment({ ...form, version: 3 }, fragment)).toThrow("got version 2");
  });

  it("refuses to unpack more than it may hold", () => {
    const bomb = writeFragment(form, "x".repeat(900_000));
    expect(bomb.length).toBeLessThan(2000);
    expect(() => readFragment({ ...form, largestBytes: 10_000 }, bomb)).toThrow("may hold 10000 bytes");
    expect(() => writeFragment({ ...form, largestBytes: 10_000 }, "x".repeat(900_000))).toThrow("too large for a link");
  });
});
