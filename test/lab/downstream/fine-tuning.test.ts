/** Downstream tasks in a study: imported, fine-tuned on after every evaluation, interrupted and gone on with. */
import { describe, expect, it } from "vitest";
import { scoreName } from "../../../src/study/metrics.ts";
import { createTestLab, outcomes, type TestLab } from "../../suites/lab-ports.ts";
import { filmsTable, ran, requirementsWithTask } from "../../suites/tuned-study.ts";

describe("a study with a downstream task", () => {
  it("keeps the task's examples, as the import says", async () => {
    const { lab } = createTestLab();
    expect(await lab.importTask([{ name: "SST-2/train.tsv", content: filmsTable }, { name: "SST-2/dev.tsv", content: filmsTable }], null)).toMatchObject({
      task: "sst2",
      name: "SST-2",
      training: 40,
      development: 40,
      labels: ["negative", "positive"],
    });
    expect(await lab.imports()).toMatchObject([{ kind: "task", name: "SST-2" }]);
    await expect(lab.importTask([{ name: "x.tsv", content: filmsTable }], "rte")).rejects.toThrow("x.tsv: line 1 should name the columns sentence1, sentence2, label");
  });

  it("fine-tunes the teacher once and every student, and makes the score an objective", async () => {
    const test = createTestLab();
    const study = await ran(test, await requirementsWithTask(test));
    expect(study.teacherFineTuned).toHaveLength(4); // two learning rates, two seeds
    expect(study.trials).toHaveLength(3);
    for (const { state, fineTuned = [], measurement } of study.trials) {
      expect(state).toBe("complete");
      expect(fineTuned).toHaveLength(4);
      // The larger learning rate does better, and its two seeds alike.
      const score = measurement?.metrics[scoreName("sst2")]?.value ?? 0;
      expect(score).toBe(fineTuned.find(({ learningRate }) => learningRate === 3e-4)?.score?.value);
      expect(measurement?.metrics.downstreamScore?.value).toBe(score);
      expect(measurement?.metrics.latencyMs).toBeDefined();
    }
    await test.lab.run(study.id);
    await test.idle();
    expect((await test.lab.study(study.id)).teacherFineTuned).toEqual(study.teacherFineTuned);
  });

  it.each<[string, (test: TestLab) => Promise<void>]>([
    [
      "stopped amid fine-tuning",
      async (test) => {
        test.benches.onFineTuningAdvance = (count) => void (count === 12 && test.lab.stop());
      },
    ],
    ["paused", async (test) => {
      test.benches.onFineTuningAdvance = (count) => {
        if (count === 12) void test.lab.pause().then(() => setTimeout(() => void test.lab.resume(), 5));
      };
    }],
  ])("comes to the same when it is %s", async (_, disturb) => {
    const undisturbed = createTestLab();
    const expected = await ran(undisturbed, await requirementsWithTask(undisturbed));
    const test = createTestLab();
    await disturb(test);
    const study = await ran(test, await requirementsWithTask(test));
    test.benches.onFineTuningAdvance = () => {};
    await test.lab.run(study.id);
    await test.idle();
    const after = await test.lab.study(study.id);
    expect(outcomes(after)).toEqual(outcomes(expected));
    expect(after.teacherFineTuned).toEqual(expected.teacherFineTuned);
  });

  it("goes on where its worker is lost, of the teacher and of a student", async () => {
    const undisturbed = createTestLab();
    const expected = await ran(undisturbed, await requirementsWithTask(undisturbed));
    const test = createTestLab({ losesFineTuningAt: [3, 12] });
    expect(outcomes(await ran(test, await requirementsWithTask(test)))).toEqual(outcomes(expected));
  });

  it("goes on without the teacher's scores where the device is lost again and again", async () => {
    const test = createTestLab({ losesFineTuningAt: [1, 2, 3] });
    const study = await ran(test, await requirementsWithTask(test));
    expect(study.teacherFineTuned).toBeUndefined();
    expect(study.trials.map(({ fineTuned }) => fineTuned?.length)).toEqual([4, 4, 4]);
  });

  it("does without a learning rate that is too high", async () => {
    const test = createTestLab();
    const study = await ran(test, await requirementsWithTask(test, {}, { learningRates: [1e-4, 0.5] }));
    const [trial] = study.trials;
    expect(trial?.fineTuned?.filter(({ score }) => score === null)).toHaveLength(2);
    expect(trial?.measurement?.metrics.sst2Score?.samples).toBe(100);
  });

  it("is refused without the task's examples", async () => {
    const test = createTestLab();
    const requirements = await requirementsWithTask(test);
    const { downstream: _, ...without } = requirements;
    await expect(test.lab.create(without)).rejects.toThrow('SST-2 score cannot be measured without examples of the task, got "no tasks"');
    const tasks = [...(requirements.downstream?.tasks ?? []), ...(requirements.downstream?.tasks ?? [])];
    const twice = { ...requirements, downstream: requirements.downstream && { ...requirements.downstream, tasks } };
    await expect(test.lab.create(twice)).rejects.toThrow('a study takes one set of examples of each task: "SST-2"');
    await test.lab.removeImport(requirements.downstream?.tasks[0]?.fingerprint ?? "");
    await ran(test, requirements);
    expect((await test.lab.snapshot(0, 0)).failure).toContain('the examples "SST-2" are not kept in this browser');
  });

  it("gives what was fine-tuned with its head, once more from the same seed", async () => {
    const test = createTestLab();
    const study = await ran(test, await requirementsWithTask(test));
    await expect(test.lab.exportFineTuned(study.id, 99, "sst2")).rejects.toThrow("the student of trial 99 was not fine-tuned on SST-2");
    const files = await test.lab.exportFineTuned(study.id, 1, "sst2");
    const textOf = (name: string) => new TextDecoder().decode(files.find((file) => file.name === name)?.bytes);
    expect(JSON.parse(textOf("config.json"))).toMatchObject({ architectures: ["MobileBertForSequenceClassification"], id2label: { 0: "negative", 1: "positive" } });
    const { score, learningRate } = study.trials[1]?.fineTuned?.find((run) => run.learningRate === 3e-4) ?? {};
    const card = textOf("README.md");
    for (const fact of [
      "pipeline_tag: text-classification",
      `# ${study.name}, trial 1, fine-tuned on SST-2`,
      `A student of ${study.teacher.name}, found and trained by AutoDistill Web`,
      "| Task data | SST-2 |",
      `| Task data, SHA-256 | ${study.requirements.downstream?.tasks[0]?.fingerprint} |`,
      `| learningRate | ${learningRate} |`,
      `| Teacher, SHA-256 | ${study.teacher.fingerprint} |`,
      `| Study | ${study.id} |`,
      "## Measured in the study",
      `| Hidden size | ${study.trials[1]?.architecture.hiddenSize} |`,
    ]) {
      expect(card).toContain(fact);
    }
    const digits = (value = 0) => Number(value.toPrecision(6));
    expect(card).toMatch(new RegExp(`^\\| SST-2 score \\| ${digits(score?.value)} .*\\| ${digits(score?.low)} to ${digits(score?.high)} `, "m"));
    // What the fake workbench says of the run once more.
    expect(card).toContain("Score 0.9003, 95 % interval 0.8803 to 0.9203.");
    const teacher = test.lab.exportFineTuned(study.id, null, "sst2", ["int8"]);
    await expect(teacher).rejects.toThrow("students alone are written as ONNX models");
    test.benches.onFineTuningAdvance = () => void test.lab.cancelFineTuning();
    await expect(test.lab.exportFineTuned(study.id, 1, "sst2")).rejects.toThrow("cancelled");
    expect((await test.lab.snapshot(0, 0)).fineTuning).toBeNull();
  });
});
