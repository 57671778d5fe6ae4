/** What every format owes its readers, whatever bytes a person hands it. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Refused } from "../../src/base/errors.ts";

export interface Format<Value, Written extends string | Uint8Array> {
  readonly arbitrary: fc.Arbitrary<Value>;
  readonly write: (value: Value) => Written | Promise<Written>;
  readonly read: (written: Written) => Value | Promise<Value>;
  /** What reading gives back where that is not the very value (rounding, defaults). */
  readonly kept?: (value: Value) => Value;
  /** Every proper beginning of a file is refused. */
  readonly refusesTruncation: boolean;
  readonly runs?: number;
}

const seed = 20260101;

interface Edit {
  readonly at: number;
  readonly remove: number;
  readonly insert: Uint8Array;
}

const edits = fc.array(
  fc.record({ at: fc.nat(), remove: fc.nat({ max: 4 }), insert: fc.uint8Array({ maxLength: 4 }) }),
  { minLength: 1, maxLength: 6 },
);

/** Applies edits to a file; text is edited character by character (Latin 1), bytes byte by byte. */
export function edited<Written extends string | Uint8Array>(written: Written, list: readonly Edit[]): Written {
  if (typeof written === "string") {
    return list.reduce<string>((text, { at, remove, insert }) => {
      const start = at % (text.length + 1);
      return text.slice(0, start) + String.fromCharCode(...insert) + text.slice(start + remove);
    }, written) as Written;
  }
  return list.reduce<Uint8Array>((bytes, { at, remove, insert }) => {
    const start = at % (bytes.length + 1);
    return Uint8Array.of(...bytes.subarray(0, start), ...insert, ...bytes.subarray(start + remove));
  }, written) as Written;
}

async function refusal(act: () => unknown): Promise<unknown> {
  try {
    await act();
    return undefined;
  } catch (thrown) {
    return thrown;
  }
}

export function describeFormat<Value, Written extends string | Uint8Array>(
  name: string,
  format: Format<Value, Written>,
): void {
  const { arbitrary, write, read, kept = (value) => value, refusesTruncation, runs = 100 } = format;
  const parameters = { seed, numRuns: runs };

  describe(`${name} as a format`, () => {
    it("reads what it wrote", async () => {
      await fc.assert(
        fc.asyncProperty(arbitrary, async (value) => {
          expect(await read(await write(value))).toEqual(kept(value));
        }),
        parameters,
      );
    });

    it("writes the same file for what it read", async () => {
      await fc.assert(
        fc.asyncProperty(arbitrary, async (value) => {
          const written = await write(value);
          expect(await write(await read(written))).toEqual(written);
        }),
        parameters,
      );
    });

    it("meets damage with nothing but Refused", async () => {
      let refused = 0;
      await fc.assert(
        fc.asyncProperty(arbitrary, edits, async (value, list) => {
          const damaged = edited(await write(value), list);
          const thrown = await refusal(() => read(damaged));
          if (thrown === undefined) return;
          refused++;
          expect(thrown).toBeInstanceOf(Refused);
        }),
        parameters,
      );
      expect(refused).toBeGreaterThan(0);
    });

    if (!refusesTruncation) return;
    it("refuses every proper beginning of a file", async () => {
      await fc.assert(
        fc.asyncProperty(arbitrary, fc.nat(), async (value, cut) => {
          const written = await write(value);
          const beginning = written.slice(0, cut % written.length) as Written;
          expect(await refusal(() => read(beginning))).toBeInstanceOf(Refused);
        }),
        parameters,
      );
    });
  });
}
