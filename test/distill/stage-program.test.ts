import { describe, expect, it, vi } from "vitest";
import { createStageProgram } from "../../src/distill/stage-program.ts";
import type { Program } from "../../src/engine/program.ts";

type Nothing = Readonly<Record<string, never>>;

function fakeProgram() {
  return { run: vi.fn(), read: () => Promise.resolve(new Float32Array()), deviceMs: () => Promise.resolve(null), dispose: vi.fn() } satisfies Program<Nothing>;
}
function createLater() {
  let resolve: (program: Program<Nothing>) => void = never;
  const promise = new Promise<Program<Nothing>>((settle) => (resolve = settle));
  return { promise, resolve };
}
const never = () => Promise.reject(new Error("it must not be made again"));

describe("a stage's program", () => {
  it("is there at once where nothing has to be compiled, and made once", async () => {
    const programs = createStageProgram<Nothing>();
    const program = fakeProgram();
    expect(await programs.within(0, 0, async () => program)).toBe(program);
    expect(await programs.within(0, 0, never)).toBe(program);
    expect(programs.compilation).toBeNull();
  });

  it("is waited for within the time, again and again, telling how far it is", async () => {
    const programs = createStageProgram<Nothing>();
    const program = fakeProgram();
    const { promise, resolve } = createLater();
    const first = await programs.within(0, 0, (report) => {
      report({ done: 1, total: 3 });
      return promise;
    });
    expect(first).toBeNull();
    expect(programs.compilation).toEqual({ done: 1, total: 3 });
    expect(await programs.within(0, 0, never)).toBeNull();
    resolve(program);
    expect(await programs.within(0, 0, never)).toBe(program);
    expect(programs.compilation).toBeNull();
  });

  it("goes before the next stage's is made", async () => {
    const programs = createStageProgram<Nothing>();
    const [first, second] = [fakeProgram(), fakeProgram()];
    await programs.within(0, 0, async () => first);
    await programs.within(0, 1, async () => {
      expect(first.dispose).toHaveBeenCalledOnce();
      return second;
    });
    programs.dispose();
    expect(first.dispose).toHaveBeenCalledOnce();
    expect(second.dispose).toHaveBeenCalledOnce();
  });

  it("goes as soon as it is there when nobody wants it any more", async () => {
    const programs = createStageProgram<Nothing>();
    const program = fakeProgram();
    const { promise, resolve } = createLater();
    await programs.within(0, 0, () => promise);
    programs.dispose();
    resolve(program);
    await promise;
    expect(program.dispose).toHaveBeenCalledOnce();
  });

  it("says why it cannot be made, and may be tried again", async () => {
    const programs = createStageProgram<Nothing>();
    await expect(programs.within(0, 0, () => Promise.reject(new Error("no room")))).rejects.toThrow("no room");
    const program = fakeProgram();
    programs.dispose();
    expect(await programs.within(0, 0, async () => program)).toBe(program);
  });
});
