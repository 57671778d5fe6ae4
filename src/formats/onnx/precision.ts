/** How an ONNX student holds its matrices: see weights.ts. */
export const precisions = ["float32", "float16", "int8"] as const;
export type Precision = (typeof precisions)[number];

/** Where transformers.js looks for each, asked for by `dtype`: "fp32", "fp16" or "q8". */
export const onnxFileNames: Readonly<Record<Precision, string>> = {
  float32: "onnx/model.onnx",
  float16: "onnx/model_fp16.onnx",
  int8: "onnx/model_quantized.onnx",
};

/** The `dtype` that makes transformers.js load it. */
export const transformersDtypes: Readonly<Record<Precision, string>> = { float32: "fp32", float16: "fp16", int8: "q8" };
