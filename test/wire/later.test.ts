import { describe, expect, it } from "vitest";
import { Refused } from "../../src/base/errors.ts";
import { hire } from "../../src/wire/hire.ts";
import { later, whenCalled } from "../../src/wire/later.ts";
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

describe("whenCalled", () => {
  it("makes its object at the first call, once", async () => {
    let made = 0;
    let count = 0;
    const counter = whenCalled<Counter>(() => {
      made++;
      return { add: (amount) => (count += amount) };
    });
    expect(await Promise.resolve(counter)).toBe(counter);
    expect(made).toBe(0);
    expect(await Promise.all([counter.add(1), counter.add(2)])).toEqual([1, 3]);
    expect(made).toBe(1);
  });

  it("passes on why it could not be made, and tries again", async () => {
    let attempts = 0;
    const counter = whenCalled<Counter>(() => {
      if (++attempts === 1) throw new Refused("no workers here");
      return { add: (amount) => amount };
    });
    await expect(counter.add(1)).rejects.toThrow(Refused);
    expect(await counter.add(1)).toBe(1);
  });
});
