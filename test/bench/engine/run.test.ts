/** The bench itself: that both engines train the same student, what the counts count, what the command line accepts. */
import { describe, expect, it } from "vitest";
import { startBackend } from "../../tools/node-backend.ts";
import { parseOptions } from "./options.ts";
import { scales } from "./scale.ts";
import { createOurForward, createOurTraining } from "./subjects/ours.ts";
import { createPlainForward, createPlainTraining } from "./subjects/plain.ts";

describe("the baseline", () => {
  it("starts with the loss of our student", async () => {
    await startBackend("cpu");
    const [ours, plain] = [await createOurTraining(scales.tiny), await createPlainTraining(scales.tiny)];
    for (const subject of [ours, plain]) expect((await subject.run(0)).repetitions).toBe(1);
    const [our, their] = [ours.firstLoss() ?? Number.NaN, plain.firstLoss() ?? Number.NaN];
    // ln 100 words, ln 2 for the pairs; the teacher's words are kept in fewer digits.
    expect(their).toBeCloseTo(Math.log(200), 0);
    expect(Math.abs(our / their - 1)).toBeLessThan(1e-4);
  });

  it("runs forward as often as it is asked to", async () => {
    await startBackend("cpu");
    for (const create of [createOurForward, createPlainForward]) {
      expect((await (await create(scales.tiny)).run(0)).repetitions).toBe(4);
    }
  });
});

describe("the command line", () => {
  it("takes all groups unless told otherwise", () => {
    expect(parseOptions([])).toMatchObject({ quick: false, json: null });
    expect(parseOptions([])?.only).toContain("memory");
    expect(parseOptions(["--only", "host, wall", "--quick"])).toEqual({ only: ["host", "wall"], quick: true, json: null });
    expect(parseOptions(["--help"])).toBeNull();
  });

  it.each([
    [["--only", "hots"], 'unknown name: "hots"'],
    [["--quik"], "--quik"],
  ])("refuses %j", (args, message) => {
    expect(() => parseOptions(args)).toThrow(message);
  });
});
