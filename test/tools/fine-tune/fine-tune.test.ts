/** `npm run fine-tune` as a whole, on files and on what lies on a hub of the tests. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readModelFiles } from "../../../src/formats/hugging-face.ts";
import { commitOf, wholeModel } from "../hub/models.ts";
import { startHub, type HubServer } from "../hub/server.ts";
import { parseFineTuneOptions } from "./options.ts";
import { runFineTuning } from "./run.ts";

const [model, dataset] = ["owner/whole", "datasets/owner/glue"];
const table = `sentence\tlabel\n${Array.from({ length: 40 }, (_, i) => `the ${i % 2 ? "cat" : "mat"}\t${i % 2}`).join("\n")}\n`;
const bytes = new TextEncoder().encode(table);
const few = ["--epochs", "1", "--rates", "1e-2", "--examples", "24"];

let hub: HubServer;
let folder = "";
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "autodistill-fine-tune-"));
  hub = await startHub({ [model]: wholeModel(model), [dataset]: { commit: commitOf(dataset), files: new Map([["sst2/train.tsv", bytes], ["sst2/dev.tsv", bytes]]) } });
});
afterEach(async () => {
  await hub.close();
  rmSync(folder, { recursive: true });
});

/** Runs it. @returns the lines it says */
async function ran(...args: readonly string[]): Promise<readonly string[]> {
  const options = parseFineTuneOptions(args);
  if (options === null) throw new Error("no options");
  const lines: string[] = [];
  await runFineTuning(options, (line) => lines.push(line));
  return lines;
}
const fromHub = (...args: readonly string[]) => ran("--endpoint", hub.endpoint, ...few, ...args);

describe("npm run fine-tune", () => {
  it("comes to the same from a hub, also after cuts, as from the same files here", async () => {
    const [here, there] = [join(folder, "here"), join(folder, "there")];
    for (const name of ["small", "SST-2"]) mkdirSync(join(folder, name));
    for (const [name, content] of wholeModel(model).files) writeFileSync(join(folder, "small", name), content);
    for (const name of ["train.tsv", "dev.tsv"]) writeFileSync(join(folder, "SST-2", name), table);
    const local = await ran("--model", join(folder, "small"), "--task", join(folder, "SST-2"), "--out", here, ...few);

    Object.assign(hub.faults, { cuts: 2, cutAfterBytes: 1500 });
    const lines = await fromHub("--model", `hub:${model}@v1`, "--task", `hub:${dataset}/sst2`, "--out", there);
    expect(hub.faults.cuts).toBe(0);
    const at = lines.indexOf(`model ${model}@${commitOf(model)} (bert)`);
    expect(lines.slice(at + 1, -1)).toEqual(local.slice(0, -1));
    expect(local[0]).toBe("SST-2: 24 rows to train on, 4 to stop by, 40 to judge by; 8 tokens");
    for (const line of lines.slice(0, at)) expect(line).toMatch(/^fetching (owner\/whole|datasets\/owner\/glue): .* MB/);
    expect(at).toBeGreaterThan(1);

    const [one, other] = [here, there].map((place) => ["README.md", "config.json", "model.safetensors"].map((name) => readFileSync(join(place, name))));
    expect(other?.[2]?.equals(one?.[2] ?? Buffer.of())).toBe(true);
    expect(other?.[0]?.toString()).toContain(`# ${model}@${commitOf(model)}, fine-tuned on SST-2`);
    expect(JSON.parse(other?.[1]?.toString() ?? "")).toMatchObject({ architectures: ["BertForSequenceClassification"] });
    expect(() => readModelFiles(["config.json", "model.safetensors", "vocab.txt"].map((name) => ({ name, bytes: readFileSync(join(there, name)) })))).not.toThrow();
  });

  it.each([
    [["--model", "hub:owner/nothing", "--task", `hub:${dataset}/sst2`], 'no public model "owner/nothing@main"'],
    [["--model", `hub:${model}@v9`, "--task", `hub:${dataset}/sst2`], 'no such revision on the hub: "v9"'],
    [["--model", "hub:owner/a b", "--task", `hub:${dataset}/sst2`], 'owner/name@revision, got "owner/a b"'],
    [["--model", `hub:${model}`, "--task", `hub:${dataset}/rte`], `the data set "${dataset}" has no folder or file "rte", out of "sst2/train.tsv, sst2/dev.tsv"`],
    [["--model", "not-here", "--task", `hub:${dataset}/sst2`], "--model does not exist: not-here"],
    [["--model", `hub:${model}`, "--task", "not-here"], "--task does not exist: not-here"],
  ])("refuses in words, naming the value: %j", async (args, message) => {
    await expect(fromHub(...args)).rejects.toThrow(message);
  });

  it("asks for no model before its task is known to be right", async () => {
    await expect(fromHub("--model", `hub:${model}`, "--task", `hub:${dataset}/sst2`, "--kind", "rte")).rejects.toThrow("should name the columns sentence1, sentence2, label");
    expect(hub.requests.filter((line) => line.includes(model))).toEqual([]);
  });

  it.each([
    [["--endpoint", "hub.example"], '--endpoint is an address like https://huggingface.co, got "hub.example"'],
    [["--kind", "sst3"], 'wnli, squad, classification, got "sst3"'],
    [["--modle", "x"], "Unknown option '--modle'"],
    [["--model", ""], "--model is empty"],
    [["--seed", "one"], 'a whole number from 0 to 4294967295, got "one"'],
    [["--epochs", "0"], /epochs.*0/],
  ])("refuses a wrong command line: %j", (args, message) => {
    expect(() => parseFineTuneOptions(["--model", "m", "--task", "t", ...args])).toThrow(message);
  });

  it("gives help where it is asked for, or something is missing", () => {
    expect(parseFineTuneOptions(["--model", "m"])).toBeNull();
    expect(parseFineTuneOptions(["--model", "m", "--task", "t", "--help"])).toBeNull();
  });
});
