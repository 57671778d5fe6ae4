/**
 * The messages of ONNX that a network of ours needs, with their field numbers, and their bytes.
 * Source: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto (proto2). The descriptor is built when this file is
 * loaded and handed to a protobuf library, which does the rest; nothing is compiled from text, so the page's policy
 * (no eval) holds.
 */
import { create, createFileRegistry, fromBinary, toBinary, type DescMessage } from "@bufbuild/protobuf";
import { FieldDescriptorProto_Label as Label, FieldDescriptorProto_Type as Type, FileDescriptorProtoSchema } from "@bufbuild/protobuf/wkt";

type Scalar = "int32" | "int64" | "float" | "string" | "bytes";
/** What is repeated stands in brackets. */
type FieldType = Scalar | MessageName | readonly [Scalar | MessageName];
type MessageName = keyof typeof messages;

const messages = {
  ModelProto: {
    ir_version: [1, "int64"],
    producer_name: [2, "string"],
    graph: [7, "GraphProto"],
    opset_import: [8, ["OperatorSetIdProto"]],
  },
  OperatorSetIdProto: { domain: [1, "string"], version: [2, "int64"] },
  GraphProto: {
    node: [1, ["NodeProto"]],
    name: [2, "string"],
    initializer: [5, ["TensorProto"]],
    input: [11, ["ValueInfoProto"]],
    output: [12, ["ValueInfoProto"]],
  },
  NodeProto: {
    input: [1, ["string"]],
    output: [2, ["string"]],
    name: [3, "string"],
    op_type: [4, "string"],
    attribute: [5, ["AttributeProto"]],
  },
  AttributeProto: { name: [1, "string"], f: [2, "float"], i: [3, "int64"], ints: [8, ["int64"]], type: [20, "int32"] },
  TensorProto: { dims: [1, ["int64"]], data_type: [2, "int32"], name: [8, "string"], raw_data: [9, "bytes"] },
  ValueInfoProto: { name: [1, "string"], type: [2, "TypeProto"] },
  TypeProto: { tensor_type: [1, "TensorTypeProto"] },
  TensorTypeProto: { elem_type: [1, "int32"], shape: [2, "TensorShapeProto"] },
  TensorShapeProto: { dim: [1, ["DimensionProto"]] },
  DimensionProto: { dim_value: [1, "int64"], dim_param: [2, "string"] },
} as const satisfies Record<string, Readonly<Record<string, readonly [number: number, type: unknown]>>>;

const scalars: Readonly<Record<Scalar, Type>> = {
  int32: Type.INT32,
  int64: Type.INT64,
  float: Type.FLOAT,
  string: Type.STRING,
  bytes: Type.BYTES,
};

/** `TensorProto.DataType`. */
export const dataTypes = { float32: 1, uint8: 2, int32: 6, int64: 7, float16: 10 } as const;
export type DataType = keyof typeof dataTypes;
/** `AttributeProto.AttributeType`. */
export const attributeTypes = { float: 1, int: 2, ints: 7 } as const;

/** The messages as values, names in camelCase. */
export interface OnnxModel {
  readonly irVersion: bigint;
  readonly producerName: string;
  readonly graph: OnnxGraph;
  readonly opsetImport: readonly { readonly domain: string; readonly version: bigint }[];
}
export interface OnnxGraph {
  readonly name: string;
  readonly node: readonly OnnxNode[];
  readonly initializer: readonly OnnxTensor[];
  readonly input: readonly OnnxValueInfo[];
  readonly output: readonly OnnxValueInfo[];
}
export interface OnnxNode {
  readonly name: string;
  readonly opType: string;
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly attribute: readonly OnnxAttribute[];
}
export interface OnnxAttribute {
  readonly name: string;
  readonly type: number;
  readonly f?: number;
  readonly i?: bigint;
  readonly ints?: readonly bigint[];
}
export interface OnnxTensor {
  readonly name: string;
  readonly dims: readonly bigint[];
  readonly dataType: number;
  readonly rawData: Uint8Array;
}
export interface OnnxValueInfo {
  readonly name: string;
  readonly type: { readonly tensorType: { readonly elemType: number; readonly shape: { readonly dim: readonly OnnxDimension[] } } };
}
export type OnnxDimension = { readonly dimValue: bigint } | { readonly dimParam: string };

function fieldOf(name: string, number: number, type: FieldType) {
  const repeated = typeof type !== "string";
  const single = repeated ? type[0] : type;
  const kind = single in scalars ? { type: scalars[single as Scalar] } : { type: Type.MESSAGE, typeName: `.onnx.${single}` };
  return { name, number, label: repeated ? Label.REPEATED : Label.OPTIONAL, ...kind };
}

function modelSchema(): DescMessage {
  const file = create(FileDescriptorProtoSchema, {
    name: "onnx.proto",
    package: "onnx",
    syntax: "proto2",
    messageType: Object.entries(messages).map(([name, fields]) => ({
      name,
      field: Object.entries(fields).map(([field, [number, type]]) => fieldOf(field, number, type as FieldType)),
    })),
  });
  const schema = createFileRegistry(file, () => undefined).getMessage("onnx.ModelProto");
  if (schema === undefined) throw new Error("the descriptor has no ModelProto");
  return schema;
}

const schema = modelSchema();

export function encodeModel(model: OnnxModel): Uint8Array {
  return toBinary(schema, create(schema, { ...model }));
}

/** Knows the fields above and passes over all others. */
export function decodeModel(bytes: Uint8Array): OnnxModel {
  return fromBinary(schema, bytes) as unknown as OnnxModel; // the descriptor above and the interface say the same
}
