import { expect, it } from "vitest";
import { adaptersOf, withoutAdapters } from "../../../src/ui/share/without-adapters.ts";
import { fileStem } from "../../../src/ui/share/save-file.ts";
import { parseStudy } from "../../../src/formats/parse-study.ts";
import { snapshotOf } from "../../../src/study/snapshot.ts";
import { devicesOf } from "../../../src/ui/results/rows.ts";
import { fakeDevices, fakeStudy, fakeTrial } from "../../suites/fake-study.ts";

const study = fakeStudy({ trials: 4 });
const two = { ...study, trials: [...study.trials, fakeTrial(study.requirements, fakeDevices.software, { id: 9 })] };

it("tells no adapter's name and keeps devices apart", () => {
  const anonymous = withoutAdapters(two);
  const text = JSON.stringify(anonymous).toLowerCase();
  for (const device of [fakeDevices.gpu, fakeDevices.software]) {
    expect(text).not.toContain(device.adapter.toLowerCase());
    expect(text).not.toContain(device.key);
  }
  expect(devicesOf(anonymous).map(({ key }) => key).sort()).toEqual(["device-1", "device-2"]);
  expect(adaptersOf(two)).toEqual([fakeDevices.gpu.adapter, fakeDevices.software.adapter]);
  expect(adaptersOf(anonymous)).toEqual([]);
});

it("tells nothing of the devices of earlier studies either", () => {
  const taught = { ...two, requirements: { ...two.requirements, prior: [{ ...snapshotOf(study), device: "Laptop GPU" }] } };
  expect(adaptersOf(taught)).toEqual([fakeDevices.gpu.adapter, fakeDevices.software.adapter, "Laptop GPU"]);
  expect(adaptersOf(withoutAdapters(taught))).toEqual([]);
});

it("leaves a valid study", () => {
  expect(parseStudy(withoutAdapters(two), "the study").trials).toHaveLength(5);
});

it("makes names that every file system takes", () => {
  expect(fileStem("Étude", "trial", 7)).toBe("etude-trial-7");
  expect(fileStem("../..", "///")).toBe("study");
});
