import { describe, expect, it } from "vitest";
import { parseStudyOptions } from "./options.ts";

describe("parseStudyOptions", () => {
  it("reads every option", () => {
    const args = ["--requirements", "r.json", "--teacher", "t", "--corpus=c.txt", "--heldout", "h.txt", "--prior", "e.json", "--backend", "wasm", "--seed", "7"];
    const more = ["--trials", "3", "--out", "o.json", "--journal", "j.log", "--profile", "p", "--regular", "0", "--export", "e", "--onnx", "float32,int8"];
    expect(parseStudyOptions([...args, ...more])).toEqual({
      requirements: "r.json",
      teacher: "t",
      corpus: "c.txt",
      heldout: "h.txt",
      prior: "e.json",
      backend: "wasm",
      seed: 7,
      budget: { kind: "trials", trials: 3 },
      out: "o.json",
      journal: "j.log",
      profile: "p",
      regular: 0,
      export: "e",
      onnx: ["float32", "int8"],
    });
    expect(parseStudyOptions(["--task", "C:\\glue\\SST-2", "--task", "mine.csv:classification", "--fine-tuning", '{"epochs": 1}', "--export", "e", "--fine-tuned"])).toEqual({
      tasks: [{ path: "C:\\glue\\SST-2", task: null }, { path: "mine.csv", task: "classification" }],
      fineTuning: { epochs: 1 },
      export: "e",
      fineTuned: true,
    });
    expect(parseStudyOptions(["--push", "me/student", "--onnx", "int8"], "hf_x")).toEqual({ push: "me/student", token: "hf_x", visibility: "private", onnx: ["int8"] });
    expect(parseStudyOptions(["--push", "me/student", "--public", "--fine-tuned"], "hf_x")).toMatchObject({ visibility: "public", fineTuned: true });
    expect(parseStudyOptions(["--minutes", "1.5"])).toEqual({ budget: { kind: "minutes", minutes: 1.5 } });
    expect(parseStudyOptions([])).toEqual({});
  });

  it("answers a wish for help with nothing else", () => {
    expect(parseStudyOptions(["--seed", "1", "-h"])).toBeNull();
  });

  it.each([
    [["--sead", "1"], /^Unknown option '--sead'$/],
    [["more"], /'more'/],
    [["--seed"], /--seed/],
    [["--seed", "1.5"], /whole number from 0 to 4294967295, got "1.5"$/],
    [["--seed", ""], /got ""$/],
    [["--trials", "0"], /from 1 to 1000, got "0"$/],
    [["--minutes", "soon"], /got "soon"$/],
    [["--backend", "metal"], /auto, webgpu, webgl, wasm, cpu, got "metal"$/],
    [["--trials", "1", "--minutes", "1"], /exclude each other/],
    [["--heldout", "h.txt"], /needs --corpus/],
    [["--onnx", "int8"], /needs --export or --push/],
    [["--public"], /needs --push/],
    [["--push", "me/student"], /in the environment variable HF_TOKEN$/],
    [["--export", "e", "--onnx", "int4"], /float32, float16, int8, got "int4"$/],
    [["--fine-tuned"], /needs --export or --push$/],
    [["--fine-tuning", "{}"], /needs --task/],
    [["--task", "t", "--fine-tuning", "[1]"], /is a JSON object, got "\[1\]"$/],
    [["--task", ""], /--task is empty/],
    [["--teacher", ""], /--teacher is empty/],
    [["--resume", "s.json", "--seed", "1"], /--seed is fixed/],
    [["--resume", "s.json", "--prior", "e.json"], /--prior is fixed/],
    [["--resume", "s.json", "--profile", "p", "--trials", "9"], /budget is fixed/],
  ])("refuses %j in one line", (args, message) => {
    expect(() => parseStudyOptions(args)).toThrow(message);
    expect(() => parseStudyOptions(args)).toThrow(/^[^\n]*$/);
  });

  it("lets a resumed study have a larger budget", () => {
    expect(parseStudyOptions(["--resume", "s.json", "--trials", "9"])).toEqual({
      resume: "s.json",
      budget: { kind: "trials", trials: 9 },
    });
  });
});
