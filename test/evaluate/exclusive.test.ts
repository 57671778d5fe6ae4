import { describe, expect, expectTypeOf, it } from "vitest";
import { exclusively, type Locks } from "../../src/evaluate/exclusive.ts";

/** Web Locks in a few lines: tasks of one name run one after another. */
function createLocks(): Locks {
  const tails = new Map<string, Promise<unknown>>();
  return {
    request<T>(name: string, task: () => Promise<T>) {
      const result = (tails.get(name) ?? Promise.resolve()).then(task);
      tails.set(name, result.catch(() => undefined));
      return result;
    },
  };
}

describe("exclusively", () => {
  it.each([
    ["one after another with locks", createLocks(), ["a in", "a out", "b in", "b out"]],
    ["at once without", undefined, ["a in", "b in", "a out", "b out"]],
  ])("runs tasks %s", async (_, locks, expected) => {
    const events: string[] = [];
    const task = (name: string) => async () => {
      events.push(`${name} in`);
      await new Promise((resolve) => setTimeout(resolve, 1));
      events.push(`${name} out`);
      return name;
    };
    expect(await Promise.all([exclusively(locks, task("a")), exclusively(locks, task("b"))])).toEqual(["a", "b"]);
    expect(events).toEqual(expected);
  });

  it("passes failures on and frees the device", async () => {
    const locks = createLocks();
    await expect(exclusively(locks, () => Promise.reject(new Error("lost")))).rejects.toThrow("lost");
    expect(await exclusively(locks, async () => 1)).toBe(1);
  });

  it("takes navigator.locks as it is", () => {
    expectTypeOf<LockManager>().toExtend<Locks>();
  });
});
