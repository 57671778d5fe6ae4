/** Every operation with a gradient of its own against its composition of tfjs's operations. */
import { describeKernel } from "../../suites/kernel.ts";
import { kernelCases } from "../../suites/kernel-cases.ts";

for (const [name, cases] of kernelCases) describeKernel(name, cases);
