/** Studies of the test lab whose students are fine-tuned on a downstream task. */
import { usualFineTuning } from "../../src/study/fine-tuning.ts";
import { defaultRequirements, type Requirements } from "../../src/study/requirements.ts";
import type { Study } from "../../src/study/study.ts";
import type { TestLab } from "./lab-ports.ts";

export const filmsTable = new Blob([`sentence\tlabel\n${Array.from({ length: 40 }, (_, i) => `film ${i}\t${i % 2}`).join("\n")}`]);

/** Two seeds of each of two learning rates. */
export async function requirementsWithTask({ lab }: TestLab, change: Partial<Requirements> = {}, fineTuning = {}): Promise<Requirements> {
  const { task, name, fingerprint } = await lab.importTask([{ name: "SST-2/train.tsv", content: filmsTable }], null);
  return {
    ...defaultRequirements,
    budget: { kind: "trials", trials: 2 },
    downstream: { tasks: [{ task, name, fingerprint }], fineTuning: { ...usualFineTuning, seeds: 2, ...fineTuning }, teacher: true },
    objectives: [{ metric: "sst2Score", direction: "maximise" }, { metric: "latencyMs", direction: "minimise" }],
    ...change,
  };
}

export async function ran(test: TestLab, requirements: Requirements): Promise<Study> {
  const id = await test.lab.create(requirements);
  await test.lab.run(id);
  await test.idle();
  return test.lab.study(id);
}
