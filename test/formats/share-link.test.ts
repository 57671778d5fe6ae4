import { deflateRawSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { createRandom } from "../../src/base/random.ts";
import { Refused } from "../../src/base/errors.ts";
import { crc32 } from "../../src/formats/crc32.ts";
import { toColumns } from "../../src/formats/share-columns.ts";
import { shareDictionary } from "../../src/formats/share-dictionary.ts";
import { decodeShare, encodeShare, largestContent, largestLink } from "../../src/formats/share-link.ts";
import { axisNames } from "../../src/study/architecture.ts";
import { exactly } from "../../src/study/measurement.ts";
import { snapshotOf } from "../../src/study/snapshot.ts";
import type { Study, Trial } from "../../src/study/study.ts";
import { arbitraryStudy } from "../suites/arbitrary-study.ts";
import { describeFormat } from "../suites/format.ts";
import { studyWith, trialWith } from "../suites/studies.ts";

const four = (value: number) => {
  const rounded = Number(value.toExponential(3));
  return Number.isFinite(rounded) ? rounded : value;
};
const estimateKept = ({ value, low, high, samples }: { value: number; low: number; high: number; samples: number }) => ({
  value: four(value),
  low: four(low),
  high: four(high),
  samples,
});

type Metrics = NonNullable<Trial["measurement"]>["metrics"];
const metricsKept = (metrics: Metrics): Metrics =>
  Object.fromEntries(Object.entries(metrics).map(([name, each]) => [name, estimateKept(each)]));

/** What a link keeps of a study: four digits of what was measured; no curves, no raw samples. */
function kept(study: Study): Study {
  const trials = study.trials.map(({ fineTuned: _, ...trial }): Trial => {
    const { measurement, forecast } = trial;
    const metrics = metricsKept(measurement?.metrics ?? {});
    const timing = measurement?.timing && {
      ...measurement.timing,
      samplesMs: [],
      singleShotMs: four(measurement.timing.singleShotMs),
      referenceMs: four(measurement.timing.referenceMs),
      quantumMs: four(measurement.timing.quantumMs),
    };
    return {
      ...trial,
      curve: [],
      seconds: four(trial.seconds),
      measurement: measurement && { metrics, timing: timing ?? null },
      ...(forecast && { forecast: { ...forecast, chance: four(forecast.chance), metrics: metricsKept(forecast.metrics) } }),
    };
  });
  return { ...study, trials };
}

describeFormat("the share link", {
  arbitrary: arbitraryStudy,
  write: async (study) => (await encodeShare(study)).fragment,
  read: decodeShare,
  kept,
  refusesTruncation: true,
});

/** A study as the default requirements give it, with numbers as ragged as measured ones. */
function measuredStudy(count: number): Study {
  const random = createRandom(7);
  const near = (value: number, spread: number) => value * (1 + spread * random.normal());
  const accuracy = (value: number) => {
    const share = Math.round(near(value, 0.1) * 1024) / 1024;
    return { value: share, low: share - 0.0291, high: share + 0.0312, samples: 1024 };
  };
  const one = <T>(values: readonly T[]): T => values[random.integer(values.length)] as T;
  const trials = Array.from({ length: count }, (_, id): Trial => {
    const latency = near(3.2, 0.4);
    return trialWith(
      {
        mlmAccuracy: accuracy(0.27),
        nspAccuracy: accuracy(0.7),
        pretrainedAccuracy: accuracy(0.48),
        latencyMs: { value: latency, low: latency * 0.97, high: latency * 1.04, samples: 40 },
        parameters: exactly(400_000 + random.integer(600_000)),
        flops: exactly(30_000_000 + random.integer(60_000_000)),
        peakBytes: exactly(1_000_000 + 4 * random.integer(500_000)),
      },
      {
        id,
        role: id === 0 ? "baseline" : "candidate",
        origin: id === 0 ? "baseline" : id < 6 ? "space-filling" : "model",
        architecture: {
          numHiddenLayers: one([2, 3, 4]),
          hiddenSize: one([64, 96, 128]),
          intraBottleneckSize: one([32, 48, 64, 96]),
          numAttentionHeads: one([1, 2, 4]),
          intermediateSize: one([64, 128, 192, 256]),
          numFeedforwardNetworks: one([1, 2, 4]),
        },
        curve: Array.from({ length: 100 }, (_, step) => ({ step, loss: near(5, 0.2), stage: 3 })),
        seconds: near(38, 0.2),
        startedAt: 1_760_000_000_000 + id * 41_000 + random.integer(9000),
        finishedAt: 1_760_000_039_000 + id * 41_000 + random.integer(9000),
      },
    );
  });
  const fingerprint = () => Array.from({ length: 64 }, () => random.integer(16).toString(16)).join("");
  const study = studyWith(trials);
  const { teacher, corpus } = study;
  return {
    ...study,
    createdAt: 1_759_999_990_000,
    teacher: { ...teacher, fingerprint: fingerprint() },
    corpus: { ...corpus, fingerprint: fingerprint() },
    trials: trials.map((trial) => withTiming(trial, near)),
  };
}

function withTiming(trial: Trial, near: (value: number, spread: number) => number): Trial {
  const timing = {
    samplesMs: Array.from({ length: 40 }, () => near(3, 0.1)),
    singleShotMs: near(4, 0.1),
    referenceMs: near(2, 0.05),
    repeats: [10, 40] as [number, number],
    quantumMs: 0.005,
    drifted: false,
  };
  return { ...trial, measurement: trial.measurement && { ...trial.measurement, timing } };
}

const refusal = async (fragment: string): Promise<Refused> => {
  try {
    await decodeShare(fragment);
  } catch (thrown) {
    if (thrown instanceof Refused) return thrown;
    throw thrown;
  }
  throw new Error(`the link was accepted: ${fragment.slice(0, 60)}`);
};

/** A link with a right checksum around any content. */
function linkOf(content: string | Uint8Array, raw = deflateRawSync(content)): string {
  const payload = raw.toString("base64url");
  return `#s1.${payload}.${crc32(new TextEncoder().encode(payload)).toString(16).padStart(8, "0")}`;
}

describe("encodeShare", () => {
  it("fits the default study, ten trials, into a link that everything carries", async () => {
    const lengths = await Promise.all([0, 10, 50, 100].map(async (count) => (await encodeShare(measuredStudy(count))).length));
    const [none = 0, ten = 0, fifty = 0, hundred = 0] = lengths;
    expect(none).toBeLessThan(400);
    expect(ten).toBeLessThan(1600);
    expect(fifty).toBeLessThan(5200);
    expect(hundred).toBeLessThan(9500);
  });

  it("carries what an earlier study taught, a hundred trials of it, in a few thousand characters", async () => {
    const study = measuredStudy(10);
    const prior = [snapshotOf(measuredStudy(100))];
    const taught = { ...study, requirements: { ...study.requirements, prior } };
    const { fragment, length } = await encodeShare(taught);
    expect((await decodeShare(fragment)).requirements).toEqual(taught.requirements);
    expect(length - (await encodeShare(study)).length).toBeLessThan(3000);
  });

  it("advises by length", async () => {
    const study = measuredStudy(400);
    const { fragment, length, tier } = await encodeShare(study);
    expect(fragment).toHaveLength(length);
    expect(length).toBeGreaterThan(8000);
    expect(tier).toBe("config-only-advised");
    expect((await encodeShare({ ...study, trials: [] })).tier).toBe("safe");
  });

  it("uses only characters that links leave alone", async () => {
    const { fragment } = await encodeShare(measuredStudy(3));
    expect(fragment).toMatch(/^#s1\.[A-Za-z0-9_-]+\.[0-9a-f]{8}$/);
  });

  it("refuses what no browser would carry", async () => {
    const random = createRandom(3);
    const noise = () => Array.from({ length: 1000 }, () => String.fromCharCode(0x4e00 + random.integer(20_000))).join("");
    const trials = Array.from({ length: 200 }, (_, id) => trialWith({}, { id, state: "infeasible", reason: noise() }));
    await expect(encodeShare(studyWith(trials))).rejects.toThrow(/too large for a link; share its file/);
  });
});

describe("decodeShare", () => {
  it("needs no #, and mends what line breaks did", async () => {
    const study = measuredStudy(2);
    const { fragment } = await encodeShare(study);
    expect(await decodeShare(fragment.slice(1))).toEqual(kept(study));
    expect(await decodeShare(`${fragment.slice(0, 76)}\r\n ${fragment.slice(76)}\n`)).toEqual(kept(study));
  });

  it("notices every single changed character", async () => {
    const { fragment } = await encodeShare(measuredStudy(1));
    for (let at = 0; at < fragment.length; at++) {
      const other = fragment[at] === "1" ? "2" : "1";
      const changed = fragment.slice(0, at) + other + fragment.slice(at + 1);
      expect(await refusal(changed)).toBeInstanceOf(Refused);
    }
  });

  it("notices every cut", async () => {
    const { fragment } = await encodeShare(measuredStudy(1));
    for (let length = 0; length < fragment.length; length++) await refusal(fragment.slice(0, length));
    expect((await refusal(fragment.slice(0, -1))).message).toMatch(/cut off/);
    expect((await refusal(fragment.slice(0, 300))).message).toMatch(/cut off/);
  });

  it("stops a bomb of 100 MB early", async () => {
    const bomb = deflateRawSync(new Uint8Array(100_000_000), { level: 9 });
    const link = linkOf("", bomb);
    expect(link.length).toBeLessThan(largestLink);
    const before = process.memoryUsage().arrayBuffers;
    expect((await refusal(link)).message).toMatch(/too large: it may hold 2000000 bytes/);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20 * largestContent);
  });

  const columns = (change: (columns: { about: object; devices: unknown[]; trials: Record<string, unknown> }) => void) => {
    const json = JSON.parse(JSON.stringify(toColumns(studyWith([trialWith({ latencyMs: 1 }, { id: 0 }), trialWith({}, { id: 1 })]))));
    change(json);
    return JSON.stringify(json);
  };

  const halfAnArchitecture = {
    id: "a",
    name: "a",
    device: "",
    architecture: Object.fromEntries(axisNames.map((axis) => [axis, axis === "hiddenSize" ? [64] : [1, 1]])),
    values: { latencyMs: [1, 2] },
  };

  it.each<[string, string, RegExp]>([
    ["something else", "#/studies/3", /leads to no study: "#\/studies\/3"$/],
    ["nothing", "", /leads to no study: ""$/],
    ["a newer version", "#s2.abc.00000000", /another version.*reload.*got version 2$/],
    ["too long a link", `#s1.${"A".repeat(largestLink)}`, /too long.*got 200004$/],
    ["a checksum of something else", "#s1.AAAA.00000000", /damaged or cut off.*"00000000"$/],
    ["characters no link has", `#s1.a+b/.${crc32(new TextEncoder().encode("a+b/")).toString(16)}`, /characters that no link has/],
    ["what is not deflated", linkOf("", Buffer.from("not deflated at all")), /cannot be decompressed/],
    ["deflated data that stops short", linkOf("", deflateRawSync("x".repeat(5000)).subarray(0, 10)), /cannot be decompressed/],
    ["what is no text", linkOf(Uint8Array.of(0xff, 0xfe, 0xfd)), /holds no text/],
    ["what is no JSON", linkOf("{]"), /the link is damaged: at line 1, column 2/],
    ["nesting without end", linkOf("[".repeat(100_000) + "]".repeat(100_000)), /more than 64 levels/],
    ["hostile keys", linkOf('{"__proto__": {"polluted": 1}}'), /"__proto__"$/],
    ["unknown keys", linkOf(columns((json) => Object.assign(json, { script: 1 }))), /unknown key: "script"$/],
    ["unknown keys inside", linkOf(columns((json) => Object.assign(json.trials, { constructor: [] }))), /unknown key in trials: "constructor"$/],
    ["a missing column", linkOf(columns((json) => Object.assign(json.trials, { role: undefined }))), /trials\.role is missing/],
    ["columns of different lengths", linkOf(columns((json) => Object.assign(json.trials, { role: ["candidate"] }))), /role should have a value for each of 2 trials, got 1$/],
    ["an enormous student", linkOf(columns((json) => Object.assign(json.trials["architecture"] as object, { hiddenSize: [64, 1e9] }))), /hiddenSize.*got 1000000000$/],
    ["an earlier study with half an architecture", linkOf(columns((json) => Object.assign(json, { prior: [halfAnArchitecture] }))), /prior\.0\.trials\.1\.architecture\.hiddenSize.*undefined$/],
    ["a device out of the list", linkOf(columns((json) => Object.assign(json.trials, { device: [0, 7] }))), /trial 1 names a device that is not in the list: 7$/],
    ["a time before all times", linkOf(columns((json) => Object.assign(json.trials, { startedAfter: [0, -1] }))), /startedAt.*got -1$/],
    ["half a timing", linkOf(columns((json) => Object.assign(json.trials["timing"] as object, { drifted: [true, null] }))), /timing.*got null$/],
    ["two trials of one id", linkOf(columns((json) => Object.assign(json.trials, { id: [1, 1] }))), /two trials have the same id: 1$/],
    ["too many trials", linkOf(columns((json) => Object.assign(json.trials, { id: Array(2001).fill(0) }))), /trials\.id/],
    ["a hostile study id", linkOf(columns((json) => Object.assign(json.about, { id: "../../x" }))), /about\.id.*got "\.\.\/\.\.\/x"$/],
  ])("refuses %s", async (_, fragment, message) => {
    const { message: told } = await refusal(fragment);
    expect(told).toMatch(message);
    expect(told.length).toBeLessThan(500);
  });
});

describe("links that are out in the world", () => {
  it("are read with the dictionary they were written with", () => {
    expect(crc32(shareDictionary).toString(16)).toBe("7cbd346a");
  });

  it("still lead to their study", async () => {
    const link =
      "#s1.7ZfLDsIgEEX_yMRq_CCNO3e68PO9l07LXBxoE7qEXQcSKI-Zc1pKscC_FaBAJ1BJjrKJOwchB8XG4HqHBgwNGBowNGBDA954" +
      "2q-qA-AHu9qmQ2Bridnu8bKm9jsEHqgUVd6xNNV-kfg8v1ysbsi5s6l9AMm9fqR75gRkvl__DjLFDvJIYpGPf_4-TjSwJswe2AaR" +
      "bVGH7AilGexTgTKV3ywDhxm8lrhrSbuZqBXwleI9n1dBW8hamJoLKqCaA1aqZn-B1crRIV1Op8uVtSczl5KW8lWbrWy88pUFhbEs" +
      "ppxlQc9ay4ascJUCIKkf.5d44ad31";
    const study = await decodeShare(link);
    expect(study.requirements.schedule).toMatchObject({ distillationSteps: 4000, transferLearningRate: 0.0015 });
    expect(study.trials).toMatchObject([{ id: 3, measurement: { metrics: { latencyMs: exactly(2.346) } } }]);
  });
});

describe("crc32", () => {
  it("has the check value of its catalogue entry", () => {
    expect(crc32(new TextEncoder().encode("123456789"))).toBe(0xcbf43926);
  });
});
