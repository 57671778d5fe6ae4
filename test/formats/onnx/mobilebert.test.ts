/** Students as ONNX models, run by onnxruntime-web, against PyTorch's outputs and against our own. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { outputNames, writeOnnx } from "../../../src/formats/onnx/mobilebert.ts";
import type { Precision } from "../../../src/formats/onnx/precision.ts";
import { quantisedRows } from "../../../src/formats/onnx/quantise.ts";
import { dataTypes, decodeModel } from "../../../src/formats/onnx/schema.ts";
import { readSafetensors } from "../../../src/formats/safetensors.ts";
import { parseMobileBertConfig } from "../../../src/model/mobilebert-config.ts";
import { goldenFolder, readGolden } from "../../suites/golden.ts";
import { runOnnx, worstDifference } from "../../suites/onnx.ts";

const names = ["mobilebert_nonorm", "mobilebert_layernorm", "mobilebert_plain_head"] as const;
/** Stands where something is missing, and resembles nothing. */
const nothing = { shape: [0], values: [] };
const everything = ["features", "mlm", "nsp"] as const;

function studentOf(name: string) {
  const read = (file: string) => readFileSync(join(goldenFolder, name, file));
  const form = parseMobileBertConfig(JSON.parse(read("config.json").toString()));
  return { form, tensors: readSafetensors(read("model.safetensors")) };
}

describe.each(names)("%s as ONNX", (name) => {
  const golden = readGolden(join(goldenFolder, name));
  const student = studentOf(name);
  let results: Awaited<ReturnType<typeof runOnnx>>;
  beforeAll(async () => {
    results = await runOnnx(writeOnnx({ ...student, outputs: everything, precision: "float32" }), golden);
  }, 60_000);

  it("gives PyTorch's last hidden states and sequence relationship", () => {
    const last = golden.hiddenStates.at(-1);
    expect(worstDifference(results[outputNames.features] ?? { shape: [], values: [] }, last ?? nothing)).toBeLessThan(1e-4);
    expect(worstDifference(results[outputNames.nsp] ?? { shape: [], values: [] }, golden.nspLogits ?? nothing)).toBeLessThan(1e-4);
  });

  it("guesses PyTorch's words", () => {
    const { shape, values } = results[outputNames.mlm] ?? { shape: [], values: [] };
    const vocabulary = shape[2] ?? 0;
    const best = golden.mlmArgmax?.flat().map((_, row) => {
      const scores = values.slice(row * vocabulary, (row + 1) * vocabulary);
      return scores.indexOf(Math.max(...scores));
    });
    expect(best).toEqual(golden.mlmArgmax?.flat());
  });
});

describe("the file", () => {
  const student = studentOf("mobilebert_nonorm");

  it("holds opset 17, open shapes, and the matrices as they are", () => {
    const { irVersion, opsetImport, graph } = decodeModel(writeOnnx({ ...student, outputs: everything, precision: "float32" }));
    expect([irVersion, opsetImport.map(({ version }) => version)]).toEqual([8n, [17n]]);
    expect(graph.input.map(({ name }) => name)).toEqual(["input_ids", "attention_mask", "token_type_ids"]);
    for (const { type } of graph.input) expect(type.tensorType.shape.dim).toMatchObject([{ dimParam: "batch_size" }, { dimParam: "sequence_length" }]);
    expect(graph.output.map(({ name }) => name)).toEqual([outputNames.mlm, outputNames.features, outputNames.nsp]);
    const words = graph.initializer.filter(({ name }) => name === "mobilebert.embeddings.word_embeddings.weight");
    const table = student.tensors.get("mobilebert.embeddings.word_embeddings.weight");
    expect(words.map(({ dims }) => dims.map(Number))).toEqual([table?.shape]);
    expect(new Float32Array(words[0]?.rawData.slice().buffer ?? new ArrayBuffer(0))).toEqual(table?.data);
  });

  it("leaves out the heads that nobody asks for", () => {
    const { graph } = decodeModel(writeOnnx({ ...student, outputs: ["features"], precision: "float32" }));
    expect(graph.output.map(({ name }) => name)).toEqual([outputNames.features]);
    expect(graph.initializer.filter(({ name }) => name.startsWith("cls."))).toEqual([]);
  });
});

/** A matrix's share of a variant's bytes: 2 of 4 for float16, 1 of 4 and a scale a row for int8. */
const bytesPerValue = { float16: 2, int8: 1 } as const;

describe("smaller variants", () => {
  const student = studentOf("mobilebert_layernorm");
  const golden = readGolden(join(goldenFolder, "mobilebert_layernorm"));
  const write = (precision: Precision) => writeOnnx({ ...student, outputs: everything, precision });

  // float16 rounds a weight by 2^-12 of itself, int8 by 2^-8 of its row's largest, and rounds what it is multiplied with.
  it.each([
    ["float16", 0.005],
    ["int8", 0.05],
  ] as const)("%s rounds the matrices, nothing else", async (precision, tolerance) => {
    const [exact, rounded] = [await runOnnx(write("float32"), golden), await runOnnx(write(precision), golden)];
    for (const name of Object.values(outputNames)) {
      const difference = worstDifference(rounded[name] ?? nothing, exact[name] ?? nothing);
      expect(difference).toBeLessThan(tolerance);
      expect(difference).toBeGreaterThan(0);
    }
  });

  it.each(["float16", "int8"] as const)("%s takes so many bytes a value", (precision) => {
    const sizesOf = (model: Uint8Array, type: number) =>
      decodeModel(model)
        .graph.initializer.filter(({ dataType, name }) => dataType === type && !name.startsWith("zero"))
        .map(({ dims, rawData }) => rawData.length / dims.reduce((product, extent) => product * Number(extent), 1));
    const sizes = sizesOf(write(precision), dataTypes[precision === "int8" ? "uint8" : precision]);
    // With bottleneck attention, the bottleneck of queries and keys is there and not used.
    const elsewhere = /position|token_type|bottleneck\.attention/;
    const matrices = [...student.tensors].filter(([name, { shape }]) => shape.length === 2 && !elsewhere.test(name));
    expect(sizes).toEqual(matrices.map(() => bytesPerValue[precision]));
  });
});

describe("rounding rows", () => {
  it("gives each row 127 steps either side of 0", () => {
    const { bytes, scales } = quantisedRows({ shape: [2, 3], data: Float32Array.of(-2.54, 1.27, 0, 0, 0, 0) });
    expect([...bytes]).toEqual([1, 192, 128, 128, 128, 128]); // −127, 63.5 (to 64), 0
    expect(scales[0]).toBeCloseTo(0.02, 7);
  });
});
