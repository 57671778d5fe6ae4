import { expect, it } from "vitest";
import { defaultRequirements } from "../../src/study/requirements.ts";
import { usualFineTuning } from "../../src/study/fine-tuning.ts";
import { withoutTask, withTask } from "../../src/study/with-task.ts";

const sst2 = { task: "sst2", name: "SST-2", fingerprint: "1".repeat(64) } as const;
const rte = { task: "rte", name: "RTE", fingerprint: "2".repeat(64) } as const;

it("a task comes with usual fine-tuning, and takes the place of the one of its kind", () => {
  const one = withTask(defaultRequirements, sst2);
  expect(one.downstream).toEqual({ tasks: [sst2], fineTuning: usualFineTuning, teacher: true });
  const own = { ...one, downstream: { tasks: [sst2], fineTuning: { ...usualFineTuning, epochs: 9 }, teacher: false } };
  const again = { ...sst2, fingerprint: "3".repeat(64) };
  expect(withTask(withTask(own, rte), again).downstream).toEqual({ ...own.downstream, tasks: [rte, again] });
});

it("a task takes its goals along, and a study keeps an objective", () => {
  const both = withTask(withTask(defaultRequirements, sst2), rte);
  const wanted = {
    ...both,
    objectives: [{ metric: "sst2Score", direction: "maximise" } as const],
    constraints: [{ metric: "rteScore", bound: "atLeast", value: 0.5 } as const, { metric: "downstreamScore", bound: "atLeast", value: 0.4 } as const],
  };
  const one = withoutTask(wanted, "sst2");
  expect(one).toMatchObject({ objectives: [{ metric: "latencyMs" }], constraints: wanted.constraints, downstream: { tasks: [rte] } });
  const none = withoutTask(one, "rte");
  expect(none.constraints).toEqual([]);
  expect("downstream" in none).toBe(false);
});
