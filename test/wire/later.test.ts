import { describe, expect, it } from "vitest";
import { Refused } from "../../src/base/errors.ts";
import { hire } from "../../src/wire/hire.ts";
import { later } from "../../src/wire/later.ts";
import { FakeWorker } from "./fake-worker.ts";

interface Counter {
  add(amount: number): number;
}

describe("later", () => {
  it("answers calls made before the object was there, in order", async () => {
    let make = (_: Counter) => {};
    const counter = later(new Promise<Counter>((resolve) => (make = resolve)));
    const answers = Promise.all([counter.add(1), counter.add(2)]);
    let count = 0;
    make({ add: (amount) => (count += amount) });
    expect(await answers).toEqual([1, 3]);
    expect(await Promise.resolve(counter)).toBe(counter);
  });

  it("passes on why the object could not be made, through a worker too", async () => {
    const worker = new FakeWorker(later(Promise.reject<Counter>(new Refused("the store is blocked"))));
    const { port, dismiss } = hire<Counter>(worker);
    await expect(port.add(1)).rejects.toThrow(Refused);
    dismiss();
  });
});
