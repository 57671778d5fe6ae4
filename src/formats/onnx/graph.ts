/** A graph of ONNX operators under construction: nodes are applied one after another, each to the values before it. */
import { attributeTypes, dataTypes, encodeModel, type DataType, type OnnxAttribute, type OnnxNode, type OnnxTensor, type OnnxValueInfo } from "./schema.ts";

/** Opset 17 is the first with LayerNormalization; IR version 8 came with it. */
const opset = 17n;
const irVersion = 8n;

/** The name of a value in the graph. */
export type Value = string;
/** Integers become int, lists ints; a float is marked, as JavaScript cannot tell 1 from 1.0. */
export type Attributes = Readonly<Record<string, number | readonly number[] | { readonly float: number }>>;
/** An extent, or the name of one that is known only when the network runs. */
export type Extent = number | string;

export interface GraphBuilder {
  /** One node with one result. */
  apply(operator: string, inputs: readonly Value[], attributes?: Attributes): Value;
  /** One node with results of its own number. */
  applyAll(operator: string, inputs: readonly Value[], results: number): readonly Value[];
  /** Fixed numbers under a name; the same name twice is the same value. @param bytes row-major, little-endian */
  store(name: string, type: DataType, shape: readonly number[], bytes: () => ArrayBufferView): Value;
  /** Small int64 numbers, such as shapes. Not in brackets: a scalar. */
  integers(values: number | readonly number[]): Value;
  float(value: number): Value;
  input(name: string, type: DataType, shape: readonly Extent[]): Value;
  output(name: string, value: Value, type: DataType, shape: readonly Extent[]): void;
  /** The finished model's bytes. */
  finish(name: string): Uint8Array;
}

export function createGraph(): GraphBuilder {
  const nodes: OnnxNode[] = [];
  const stored = new Map<string, OnnxTensor>();
  const inputs: OnnxValueInfo[] = [];
  const outputs: OnnxValueInfo[] = [];

  function applyAll(operator: string, from: readonly Value[], results: number, attributes: Attributes = {}): readonly Value[] {
    const name = `${operator}_${nodes.length}`;
    const output = Array.from({ length: results }, (_, i) => (results === 1 ? name : `${name}_${i}`));
    nodes.push({ name, opType: operator, input: [...from], output, attribute: Object.entries(attributes).map(attributeOf) });
    return output;
  }
  function apply(operator: string, from: readonly Value[], attributes?: Attributes): Value {
    const [value = ""] = applyAll(operator, from, 1, attributes);
    return value;
  }
  function store(name: string, type: DataType, shape: readonly number[], bytes: () => ArrayBufferView): Value {
    if (!stored.has(name)) {
      const { buffer, byteOffset, byteLength } = bytes();
      const rawData = new Uint8Array(buffer, byteOffset, byteLength);
      stored.set(name, { name, dims: shape.map(BigInt), dataType: dataTypes[type], rawData });
    }
    return name;
  }

  return {
    apply,
    applyAll,
    store,
    integers(values) {
      const all = typeof values === "number" ? [values] : values;
      const shape = typeof values === "number" ? [] : [values.length];
      return store(`int64_${JSON.stringify(values)}`, "int64", shape, () => BigInt64Array.from(all, BigInt));
    },
    float: (value) => store(`float_${value}`, "float32", [], () => Float32Array.of(value)),
    input(name, type, shape) {
      inputs.push(valueInfo(name, type, shape));
      return name;
    },
    output(name, value, type, shape) {
      nodes.push({ name: `output_${name}`, opType: "Identity", input: [value], output: [name], attribute: [] });
      outputs.push(valueInfo(name, type, shape));
    },
    finish(name) {
      const graph = { name, node: nodes, initializer: [...stored.values()], input: inputs, output: outputs };
      return encodeModel({ irVersion, producerName: "AutoDistill Web", graph, opsetImport: [{ domain: "", version: opset }] });
    },
  };
}

function attributeOf([name, value]: [string, Attributes[string]]): OnnxAttribute {
  if (typeof value === "number") return { name, type: attributeTypes.int, i: BigInt(value) };
  if ("float" in value) return { name, type: attributeTypes.float, f: value.float };
  return { name, type: attributeTypes.ints, ints: value.map(BigInt) };
}

function valueInfo(name: string, type: DataType, shape: readonly Extent[]): OnnxValueInfo {
  const dim = shape.map((extent) => (typeof extent === "number" ? { dimValue: BigInt(extent) } : { dimParam: extent }));
  return { name, type: { tensorType: { elemType: dataTypes[type], shape: { dim } } } };
}

