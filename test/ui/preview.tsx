/**
 * The page with a lab in memory, for looking at it: `npx vite -c test/ui/preview.config.ts`, then
 * /preview.html?scene=<scene>#/run. Not part of the build.
 */
import { mount } from "../../src/ui/app.tsx";
import { usualFineTuning } from "../../src/study/fine-tuning.ts";
import { defaultRequirements, type Requirements } from "../../src/study/requirements.ts";
import { createFakeLab, fakeExplainer, type FakeLabOptions } from "../suites/fake-lab.ts";
import { fakeDevices, fakeStudy } from "../suites/fake-study.ts";

const minutes = { ...defaultRequirements, name: "Half an hour", budget: { kind: "minutes", minutes: 30 } } as const;

const withTasks: Requirements = {
  ...defaultRequirements,
  downstream: {
    tasks: (["sst2", "mrpc", "squad"] as const).map((task) => ({ task, name: task, fingerprint: "f".repeat(64) })),
    fineTuning: usualFineTuning,
    teacher: true,
  },
};

const many = { ...defaultRequirements, name: "Many trials", budget: { kind: "trials", trials: 400 } } as const;

const scenes: Readonly<Record<string, FakeLabOptions & { readonly start?: string }>> = {
  empty: {},
  software: { device: fakeDevices.software },
  finished: {
    studies: [
      fakeStudy(),
      fakeStudy({ id: "half", requirements: minutes, trials: 5 }),
      fakeStudy({ id: "small", name: "Smaller students for old telephones", trials: 4, device: fakeDevices.software }),
    ],
  },
  unfinished: {
    studies: [fakeStudy()],
    unfinished: [
      { name: `google/mobilebert-uncased@${"c".repeat(40)}, 5 files`, files: ["https://huggingface.co/1"], sizeBytes: 87_300_000 },
      { name: "https://example.org/texts/a-long-text.txt.gz", files: ["https://huggingface.co/2"], sizeBytes: 4_194_304 },
    ],
  },
  tasks: { studies: [fakeStudy({ requirements: withTasks, trials: 6 })] },
  running: { studies: [fakeStudy({ trials: 6 })], start: "builtin-1" },
  /** Enough trials to feel slow drawing. */
  large: { studies: [fakeStudy({ trials: 200, requirements: many })], start: "builtin-1" },
  damaged: {
    studies: [fakeStudy()],
    damaged: [
      { name: 'study "builtin-1", trial 3', message: 'study "builtin-1", trial 3: seconds: expected a number, got "long"' },
      { name: 'the student of study "builtin-1", trial 2', message: "the shape disagrees with the values" },
    ],
  },
  failed: { studies: [fakeStudy({ trials: 4 })], start: "builtin-1", failure: "the GPU device was lost: D3D12 device removed" },
};

const root = document.getElementById("app");
if (root === null) throw new Error("the page has no #app");
const scene = scenes[new URLSearchParams(location.search).get("scene") ?? "finished"] ?? {};
const lab = createFakeLab(scene);
mount(root, lab, { window, explainer: fakeExplainer });
if (scene.start !== undefined) await lab.run(scene.start);
