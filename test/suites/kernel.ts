/**
 * The conformance suite of kernels. A kernel's cases are data in `test/engine/kernels/NAME.cases.ts`; Node runs them on
 * cpu and wasm, Chromium on WebGPU (test/browser/kernels.test.ts).
 */
import { describe, expect, it } from "vitest";
import { describeBackends } from "./backend.ts";
import { checksOf, type KernelCase, replaysAlike } from "./kernel-case.ts";

export function describeKernel(name: string, cases: readonly KernelCase[]): void {
  describeBackends(name, (backend) => {
    describe.each([...cases])("$title", (subject) => {
      it.each(checksOf(subject).map(([title, check]) => ({ title, check })))("$title", async ({ check }) => {
        expect(await check(subject)).toBeNull();
      });
      if (backend !== "wasm") return;
      it("is replayed as it was recorded", async () => {
        expect(await replaysAlike(subject)).toBeNull();
      });
    });
  });
}
