import { describe, expect, it } from "vitest";
import { serialise } from "../../src/wire/serialise.ts";

describe("serialise", () => {
  it("runs calls one after another, whatever time they take", async () => {
    const log: string[] = [];
    const work = serialise(async (name: string, turns: number) => {
      log.push(`${name} begins`);
      for (let turn = 0; turn < turns; turn++) await Promise.resolve();
      log.push(`${name} ends`);
      return name;
    });
    expect(await Promise.all([work("slow", 20), work("quick", 0)])).toEqual(["slow", "quick"]);
    expect(log).toEqual(["slow begins", "slow ends", "quick begins", "quick ends"]);
  });

  it("goes on after a failure, which only its own caller hears of", async () => {
    const work = serialise(async (value: number) => {
      if (value < 0) throw new RangeError(`negative: ${value}`);
      return value;
    });
    const results = await Promise.allSettled([work(1), work(-1), work(2)]);
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  });
});
