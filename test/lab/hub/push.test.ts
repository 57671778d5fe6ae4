/** A student to a hub on this machine: what arrives is what an export writes. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Lab, PushTarget } from "../../../src/lab/port.ts";
import { mobileBertConfig } from "../../../src/model/mobilebert-config.ts";
import { createMobileBert } from "../../../src/model/mobilebert.ts";
import { createMemoryStore } from "../../../src/store/memory.ts";
import { createTestLab } from "../../suites/lab-ports.ts";
import { requirementsWith, studyWith, teacher, trialWith } from "../../suites/studies.ts";
import { ran, requirementsWithTask } from "../../suites/tuned-study.ts";
import { hubTokens } from "../../tools/hub/receiver.ts";
import { startHub, type HubServer } from "../../tools/hub/server.ts";

const repository = "me/small-student";
const vocabulary = { vocabSize: 12, maxPositionEmbeddings: 48 };
const architecture = { numHiddenLayers: 1, hiddenSize: 128, intraBottleneckSize: 16, numAttentionHeads: 2, intermediateSize: 8, numFeedforwardNetworks: 1 };
const study = { ...studyWith([trialWith({}, { architecture })], requirementsWith()), teacher: { ...teacher, ...vocabulary } };
const [id, trial] = [study.id, study.trials[0]?.id ?? 0];

let [hub, lab]: [HubServer | null, Lab | null] = [null, null];
beforeEach(async () => {
  hub = await startHub({});
  const store = createMemoryStore();
  await store.saveStudy(study);
  const student = createMobileBert(mobileBertConfig(architecture, study.requirements.template, vocabulary)).initialise(1);
  await store.saveStudent(id, trial, student);
  lab = createTestLab({}, store).lab;
});
afterEach(() => hub?.close());

function begun() {
  if (hub === null || lab === null) throw new Error("nothing is begun");
  const [server, port] = [hub, lab];
  const target: PushTarget = { repository, visibility: "private", endpoint: server.endpoint, token: hubTokens.writer };
  return { server, port, push: (part: Partial<PushTarget> = {}) => port.pushStudent(id, trial, { task: null, onnx: ["int8"] }, { ...target, ...part }) };
}

async function expectArrived({ repositories }: HubServer, port: Lab) {
  const files = await port.exportStudent(id, trial, ["int8"]);
  const arrived = repositories.get(repository)?.files ?? new Map<string, Uint8Array>();
  expect([...arrived.keys()].sort()).toEqual(files.map(({ name }) => name).sort());
  for (const { name, bytes } of files) expect(Buffer.compare(arrived.get(name) ?? new Uint8Array(), bytes), name).toBe(0);
}

describe("a student pushed to a hub", () => {
  it("makes a repository and arrives byte for byte, in one commit whose address comes back", async () => {
    const { server, port, push } = begun();
    const pushed = await push();
    await expectArrived(server, port);
    const kept = server.repositories.get(repository);
    expect(kept).toMatchObject({ private: true, commits: [{ title: `Add the student of trial ${trial}`, oid: pushed.commit }] });
    expect(pushed).toEqual({ repository, commit: pushed.commit, address: `${server.endpoint}/${repository}/commit/${pushed.commit}` });
    expect((await port.snapshot(-1, 0)).pushing).toBeNull();
  });

  it("adds a commit to a repository of the same kind, and never writes a private student where everyone reads", async () => {
    const { server, push } = begun();
    await push();
    const before = server.requests.length;
    await push();
    expect(server.repositories.get(repository)?.commits).toHaveLength(2);
    // The hub has the large files.
    expect(server.requests.slice(before).filter((line) => line.startsWith("PUT"))).toEqual([]);
    await expect(push({ visibility: "public" })).rejects.toThrow(`"${repository}" is there already and is private`);
    expect(server.repositories.get(repository)?.commits).toHaveLength(2);
  });

  it("tells how many bytes have gone", async () => {
    const { port, push } = begun();
    const files = await port.exportStudent(id, trial, ["int8"]);
    const seen: { phase: string; sentBytes: number; totalBytes: number | null }[] = [];
    let pushing: Promise<unknown> | null = push().finally(() => (pushing = null));
    for (let at = 0; pushing !== null; ) {
      const snapshot = await port.snapshot(at, 50);
      at = snapshot.revision;
      if (snapshot.pushing) seen.push(snapshot.pushing);
    }
    const total = files.reduce((sum, { bytes }) => sum + bytes.length, 0);
    for (const { phase, totalBytes } of seen) expect(totalBytes).toBe(/opening|making/.test(phase) ? null : total);
    expect([...new Set(seen.map(({ phase }) => phase))]).toEqual(["opening", "making", "uploading", "committing"]);
    // Small files go with the commit itself.
    const large = files.filter(({ name }) => /safetensors|onnx$/.test(name)).reduce((sum, { bytes }) => sum + bytes.length, 0);
    expect(seen.at(-1)?.sentBytes).toBe(large);
  });

  it.each([Infinity, 20_000])("commits nothing when the connection breaks, and sends what is missing the next time, in parts of %d bytes", async (partBytes) => {
    const { server, port, push } = begun();
    Object.assign(server.faults, { partBytes, brokenUploads: 1 });
    await expect(push()).rejects.toThrow(/connection broke .* nothing was committed/);
    expect(server.repositories.get(repository)).toMatchObject({ commits: [], private: true });
    await push();
    await expectArrived(server, port);
  });

  it("arrives in parts, where the hub takes no larger ones", async () => {
    const { server, port, push } = begun();
    server.faults.partBytes = 20_000;
    await push();
    await expectArrived(server, port);
    const sizes = (await port.exportStudent(id, trial, ["int8"])).filter(({ name }) => /safetensors|onnx$/.test(name)).map(({ bytes }) => bytes.length);
    const parts = server.requests.filter((line) => line.startsWith("PUT"));
    expect(parts).toHaveLength(sizes.reduce((sum, size) => sum + Math.ceil(size / 20_000), 0));
    expect(parts.length).toBeGreaterThan(sizes.length);
  });

  it("is given up by the person", async () => {
    const { server, port, push } = begun();
    const pushing = push();
    await expect(push()).rejects.toThrow("one student is pushed at a time");
    await port.cancelPushing();
    await expect(pushing).rejects.toMatchObject({ name: "Cancelled" });
    expect(server.repositories.get(repository)?.commits ?? []).toEqual([]);
  });

  it.each<[string, Partial<PushTarget>, RegExp]>([
    ["an unknown token", { token: "hf_wrong" }, /does not know this access token/],
    ["a token that may only read", { token: hubTokens.reader }, /no right to write models of "me" \(HTTP 403\)/],
    ["someone else's name", { repository: "other/model" }, /no right to write models of "other"/],
    ["a name without an owner", { repository: "student" }, /named owner\/name, got "student"/],
    ["what is no token", { token: "secret" }, /^an access token of the hub begins with hf_; make one that may write/],
    ["a mirror without https", { endpoint: "http://hub.example" }, /sent over https only, not to http:\/\/hub\.example/],
    ["no network", { endpoint: "http://127.0.0.1:9" }, /cannot be reached/],
  ])("is refused in words: %s", async (_, part, message) => {
    const { server, push } = begun();
    const refusal = push(part);
    await expect(refusal).rejects.toThrow(message);
    await expect(refusal).rejects.toMatchObject({ name: "Refused", message: expect.not.stringMatching(/hf_wrong|hf_reader|secret/) });
    expect(server.repositories.size).toBe(0);
  });

  it("is refused by a model of someone else's that is there already, and by a busy hub", async () => {
    const { server, push } = begun();
    server.repositories.set("other/model", { private: false, files: new Map(), commits: [] });
    await expect(push({ repository: "other/model", visibility: "public" })).rejects.toThrow('"other/model" is there already, and the access token may not write to it');
    server.faults.busy = 1;
    await expect(push()).rejects.toThrow("HTTP 503; try again later");
    expect(server.repositories.get("other/model")?.commits).toEqual([]);
  });
});

describe("a fine-tuned student pushed to a hub", () => {
  async function tuned() {
    const { server } = begun();
    const test = createTestLab();
    const { id: study } = await ran(test, await requirementsWithTask(test));
    const target: PushTarget = { repository, visibility: "private", endpoint: server.endpoint, token: hubTokens.writer };
    const push = (part: Partial<PushTarget> = {}, pushed = 1) => test.lab.pushStudent(study, pushed, { task: "sst2", onnx: [] }, { ...target, ...part });
    return { server, test, study, push };
  }

  it("arrives with its head and its card, as an export writes them, and tells how far it is", async () => {
    const { server, test, study, push } = await tuned();
    const seen = new Set<string>();
    let pushing: Promise<unknown> | null = push().finally(() => (pushing = null));
    for (let at = 0; pushing !== null; ) {
      const now = await test.lab.snapshot(at, 50);
      at = now.revision;
      if (now.pushing) seen.add(`${now.pushing.task} ${now.pushing.phase} ${now.fineTuning?.step ?? ""}`);
    }
    expect([...seen].filter((line) => line.includes("making"))).toEqual(expect.arrayContaining(["sst2 making ", "sst2 making 10"]));
    expect([...seen].filter((line) => line.includes("uploading"))).toEqual(["sst2 uploading "]);
    const { files: arrived = new Map<string, Uint8Array>(), commits } = server.repositories.get(repository) ?? {};
    const files = await test.lab.exportFineTuned(study, 1, "sst2");
    expect([...arrived.keys()].sort()).toEqual(files.map(({ name }) => name).sort());
    for (const { name, bytes } of files) expect(Buffer.compare(arrived.get(name) ?? new Uint8Array(), bytes), name).toBe(0);
    expect(JSON.parse(new TextDecoder().decode(arrived.get("config.json")))).toMatchObject({ architectures: ["MobileBertForSequenceClassification"] });
    expect(commits).toMatchObject([{ title: "Add the student of trial 1, fine-tuned on SST-2" }]);
  });

  it("is fine-tuned only once the hub is known to take it", async () => {
    const { test, push } = await tuned();
    test.benches.onFineTuningAdvance = () => expect.fail("it was fine-tuned in vain");
    await expect(push({ token: hubTokens.reader })).rejects.toThrow('no right to write models of "me" (HTTP 403)');
    await expect(push({ endpoint: "http://127.0.0.1:9" })).rejects.toThrow("cannot be reached");
  });

  it("makes no repository for what is not here, or while the device is busy", async () => {
    const { server, test, study, push } = await tuned();
    await expect(push({}, 99)).rejects.toThrow("the student of trial 99 was not fine-tuned on SST-2");
    await test.lab.distillRegularly(study, 1);
    await expect(push()).rejects.toThrow("Fine-tuning waits until the study has stopped");
    await test.idle();
    expect(server.repositories.size).toBe(0);
  });

  it("is given up while it is fine-tuned, and nothing is committed", async () => {
    const { server, test, push } = await tuned();
    test.benches.onFineTuningAdvance = () => void test.lab.cancelPushing();
    await expect(push()).rejects.toMatchObject({ name: "Cancelled", message: "the student is no longer pushed" });
    expect(server.repositories.get(repository)?.commits).toEqual([]);
    expect(await test.lab.snapshot(-1, 0)).toMatchObject({ pushing: null, fineTuning: null });
  });
});
