import { afterEach, describe, expect, it } from "vitest";
import { Cancelled, Diverged, Lost, Refused, Unsupported } from "../../src/base/errors.ts";
import { hire, type Hired } from "../../src/wire/hire.ts";
import type { Patience } from "../../src/wire/watch.ts";
import { createTicker } from "../suites/ticker.ts";
import { FakeWorker } from "./fake-worker.ts";

const counter = () => {
  let count = 0;
  return {
    add: async (amount: number) => (count += amount),
    half: (of: number) => of / 2,
    scaled: (tensors: ReadonlyMap<string, Float32Array>, by: number) =>
      new Map([...tensors].map(([name, data]) => [name, data.map((value) => value * by)])),
    hang: () => new Promise<never>(() => {}),
    fail(kind: string): void {
      if (kind === "Refused") throw new Refused("no such layer: 99", "layers");
      if (kind === "Unsupported") throw new Unsupported("no WebGPU");
      if (kind === "Lost") throw new Lost("device lost");
      if (kind === "Diverged") throw new Diverged("loss is NaN");
      if (kind === "Cancelled") throw new Cancelled("by the person");
      if (kind === "TypeError") throw new TypeError("x is not a function");
      throw kind;
    },
  };
};
type Counter = ReturnType<typeof counter>;

const hired: Hired<Counter>[] = [];
function begin(patience?: Patience): { worker: FakeWorker; counter: Hired<Counter> } {
  const worker = new FakeWorker(counter());
  const employment = hire<Counter>(worker, patience);
  hired.push(employment);
  return { worker, counter: employment };
}
afterEach(() => {
  for (const employment of hired.splice(0)) employment.dismiss();
});

const thrownBy = (promise: Promise<unknown>) => promise.then(() => undefined, (thrown: unknown) => thrown);

describe("a hired worker", () => {
  it("answers calls, plain and asynchronous", async () => {
    const { port } = begin().counter;
    expect(await port.add(2)).toBe(2);
    expect(await port.half(5)).toBe(2.5);
  });

  it("carries named arrays both ways", async () => {
    const { port } = begin().counter;
    const tensors = new Map([["w", Float32Array.of(1, 2)]]);
    expect(await port.scaled(tensors, 3)).toEqual(new Map([["w", Float32Array.of(3, 6)]]));
  });

  it("keeps concurrent calls apart", async () => {
    const { port } = begin().counter;
    const halves = await Promise.all(Array.from({ length: 100 }, (_, index) => port.half(index)));
    expect(halves).toEqual(Array.from({ length: 100 }, (_, index) => index / 2));
  });

  it.each([
    ["Refused", Refused, "no such layer: 99"],
    ["Unsupported", Unsupported, "no WebGPU"],
    ["Lost", Lost, "device lost"],
    ["Diverged", Diverged, "loss is NaN"],
    ["Cancelled", Cancelled, "by the person"],
  ])("throws %s as what it is, with the stack of where it happened", async (name, type, message) => {
    const thrown = await thrownBy(begin().counter.port.fail(name));
    expect(thrown).toBeInstanceOf(type);
    expect(thrown).toMatchObject({ name, message });
    expect(thrown instanceof Error && thrown.stack).toMatch(/fail.*hire\.test\.ts/);
  });

  it("keeps the refused field", async () => {
    expect(await thrownBy(begin().counter.port.fail("Refused"))).toMatchObject({ field: "layers" });
  });

  it("passes bugs on by name, and values that are no errors", async () => {
    const { port } = begin().counter;
    const bug = await thrownBy(port.fail("TypeError"));
    expect(bug).toMatchObject({ name: "TypeError", message: "x is not a function" });
    expect(await thrownBy(port.fail("just text"))).toBe("just text");
  });

  it("goes on after throwing", async () => {
    const { port } = begin().counter;
    await thrownBy(port.fail("Diverged"));
    expect(await port.add(1)).toBe(1);
  });

  it("rejects what cannot be sent, and goes on", async () => {
    const { port } = begin().counter;
    const functions: unknown = new Map([["w", () => {}]]);
    const thrown = await thrownBy(port.scaled(functions as ReadonlyMap<string, Float32Array>, 1));
    expect(thrown).toMatchObject({ name: "DataCloneError" });
    expect(await port.half(4)).toBe(2);
  });

  it("can be awaited by mistake without being called", async () => {
    const { port } = begin().counter;
    expect(await Promise.resolve(port)).toBe(port);
  });
});

describe("a worker that dies", () => {
  it("rejects every call in flight with Lost, naming the call and the cause", async () => {
    const { worker, counter } = begin();
    const calls = [counter.port.hang(), counter.port.hang()].map(thrownBy);
    worker.crash("out of memory");
    for (const thrown of await Promise.all(calls)) {
      expect(thrown).toBeInstanceOf(Lost);
      expect(thrown).toMatchObject({ message: 'the worker died: out of memory, during "hang"' });
    }
  });

  it("rejects later calls, tells of its death once, and is ended", async () => {
    const { worker, counter } = begin();
    worker.crash("out of memory");
    worker.crash("again");
    expect(await counter.died).toMatchObject({ name: "Lost", message: "the worker died: out of memory" });
    expect(await thrownBy(counter.port.add(1))).toMatchObject({ message: 'the worker died: out of memory, before "add"' });
    counter.dismiss();
    expect(worker.terminations).toBe(1);
  });

  it("says so when its script could not be loaded", async () => {
    const { worker, counter } = begin();
    worker.failToLoad();
    expect((await counter.died).message).toMatch(/could not be loaded/);
  });

  it("counts a message that cannot be read as death", async () => {
    const { worker, counter } = begin();
    const call = thrownBy(counter.port.hang());
    worker.garble();
    expect(await call).toBeInstanceOf(Lost);
    expect((await counter.died).message).toMatch(/cannot be read/);
  });
});

describe("a worker that hangs", () => {
  const patient = (allowedMs: Patience["allowedMs"]) => {
    const clock = createTicker();
    return { clock, ...begin({ allowedMs, every: clock.every }) };
  };

  it("is ended when a call takes longer than it may, and every call is Lost", async () => {
    const { clock, worker, counter } = patient((method) => (method === "hang" ? 60_000 : Infinity));
    const calls = [counter.port.hang(), counter.port.fail("Lost")].map(thrownBy);
    await calls[1];
    clock.pass(60_000);
    expect(worker.terminations).toBe(0);
    clock.pass(1000);
    expect(await calls[0]).toMatchObject({ name: "Lost", message: 'the worker hangs: silent for 61 s, during "hang"' });
    expect(await counter.died).toMatchObject({ name: "Lost", message: "the worker hangs: silent for 61 s" });
    expect(worker.terminations).toBe(1);
    expect(clock.heard).toBe(false);
  });

  it("is judged by its slowest answer, method by method", async () => {
    const told: [string, number | null][] = [];
    const { clock, counter } = patient((method, slowestMs) => {
      told.push([method, slowestMs]);
      return Infinity;
    });
    const slow = counter.port.add(1);
    clock.pass(3000);
    await slow;
    await counter.port.add(1);
    const [other, again] = [counter.port.half(2), counter.port.add(1)];
    told.length = 0;
    clock.pass(1000);
    await Promise.all([other, again]);
    // Three ticks and the one that was going on.
    expect(told).toEqual([["half", null], ["add", 4000]]);
  });

  it("is not looked for while nothing is asked of it, nor without patience", async () => {
    const { clock, worker, counter } = patient(() => 0);
    await counter.port.add(1);
    expect(clock.heard).toBe(false);
    clock.pass(3_600_000);
    expect(worker.terminations).toBe(0);
    const endless = thrownBy(begin().counter.port.hang());
    expect(await Promise.race([endless, counter.port.half(2)])).toBe(1);
  });
});

describe("dismissal", () => {
  it("rejects calls in flight and later ones, ends the worker once, and is no death", async () => {
    const { worker, counter } = begin();
    const call = thrownBy(counter.port.hang());
    counter.dismiss();
    counter.dismiss();
    expect(await call).toMatchObject({ name: "Lost", message: 'the worker was dismissed, during "hang"' });
    expect(await thrownBy(counter.port.add(1))).toBeInstanceOf(Lost);
    expect(worker.terminations).toBe(1);
    worker.crash("too late");
    expect(await Promise.race([counter.died, Promise.resolve("no death")])).toBe("no death");
  });
});
