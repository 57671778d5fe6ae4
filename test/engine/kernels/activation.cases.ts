import { gelu, geluReference } from "../../../src/engine/kernels/activation.ts";
import { numbers, type KernelCase } from "../../suites/kernel-case.ts";

export const cases: readonly KernelCase[] = [{ title: "gelu", inputs: [numbers([6, 5])], operation: gelu, reference: geluReference }];
