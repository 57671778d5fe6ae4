import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Refused } from "../../src/base/errors.ts";
import { jsonFault, parseJson } from "../../src/formats/json.ts";

describe("jsonFault", () => {
  it.each<[string, number, string]>([
    ["", 0, "a value"],
    ["{", 1, "a name or }"],
    ['{"a"}', 4, "a colon"],
    ['{"a":}', 5, "a value"],
    ['{"a":1,}', 7, "a name"],
    ['{"a":1 "b":2}', 7, "a comma or the end"],
    ["[1,]", 3, "a value"],
    ["[1}", 2, "a comma or the end"],
    ["[]]", 2, "nothing more"],
    ["01", 1, "nothing more"],
    ['"a\nb"', 2, "the end of the string"],
    ['"\\x"', 1, "the end of the string"],
    ['["open', 6, "the end of the string"],
    ["nul", 0, "a value"],
    ["[1,\n  tru]", 6, "a value"],
  ])("finds the fault of %j at %i", (text, position, expected) => {
    expect(() => JSON.parse(text)).toThrow(SyntaxError);
    expect(jsonFault(text)).toEqual({ position, expected });
  });

  it("finds no fault before the end of any JSON", () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(jsonFault(text)).toEqual({ position: text.length, expected: "nothing more" });
      }),
      { seed: 1 },
    );
  });

  it("agrees with the platform on where every broken JSON breaks", () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(), fc.constantFrom(..."{}[],:\"\\x1"), (json, at, character) => {
        const start = at % (json.length + 1);
        const text = json.slice(0, start) + character + json.slice(start);
        let broken = false;
        try {
          JSON.parse(text);
        } catch {
          broken = true;
        }
        const fault = jsonFault(text);
        expect(broken).toBe(!(fault.position === text.length && fault.expected === "nothing more"));
      }),
      { seed: 2, numRuns: 1000 },
    );
  });
});

describe("parseJson", () => {
  it("says line, column and what it found", () => {
    expect(() => parseJson('{\n  "a": 1,\n  oops\n}', "study.json")).toThrow(
      /^study\.json is damaged: at line 3, column 3 \(character 14\) there should be a name, found "oops\\n}"$/,
    );
  });

  it("says when a file is cut off", () => {
    expect(() => parseJson('{"a": [1, 2', "study.json")).toThrow(/a comma or the end, found the end of the file$/);
  });

  it("refuses __proto__ at any depth, and keeps harmless names", () => {
    expect(() => parseJson('{"a": [{"__proto__": {"polluted": true}}]}', "link")).toThrow(Refused);
    expect(parseJson('{"constructor": 1, "toString": 2}', "link")).toEqual({ constructor: 1, toString: 2 });
  });

  it("refuses nesting without end", () => {
    expect(() => parseJson("[".repeat(65) + "]".repeat(65), "link")).toThrow(/more than 64 levels/);
    expect(parseJson("[".repeat(64) + "]".repeat(64), "link")).toBeDefined();
  });
});
