import * as v from "valibot";

/** The axes of the MobileBERT template: AutoDistill's five, plus the number of layers. Hugging Face's names. */
export const axisNames = [
  "numHiddenLayers",
  "hiddenSize",
  "intraBottleneckSize",
  "numAttentionHeads",
  "intermediateSize",
  "numFeedforwardNetworks",
] as const;
export type AxisName = (typeof axisNames)[number];

/** The most a value may be: files and links are untrusted, and a student must fit into a page. */
export const axisLimits = {
  numHiddenLayers: 48,
  hiddenSize: 2048,
  intraBottleneckSize: 2048,
  numAttentionHeads: 64,
  intermediateSize: 8192,
  numFeedforwardNetworks: 16,
} as const satisfies Record<AxisName, number>;

export const axisLabels = {
  numHiddenLayers: { label: "Layers", symbol: "L", explanation: "Transformer blocks, one after another" },
  hiddenSize: { label: "Hidden size", symbol: "h", explanation: "Width between blocks" },
  intraBottleneckSize: { label: "Bottleneck", symbol: "b", explanation: "Width inside a block" },
  numAttentionHeads: { label: "Heads", symbol: "H", explanation: "Attention heads in each block" },
  intermediateSize: { label: "Feed-forward size", symbol: "f", explanation: "Inner width of each feed-forward network" },
  numFeedforwardNetworks: { label: "Feed-forward nets", symbol: "F", explanation: "Feed-forward networks stacked in each block" },
} as const satisfies Record<AxisName, { label: string; symbol: string; explanation: string }>;

export const axisValueSchema = (axis: AxisName) =>
  v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(axisLimits[axis]));

const perAxis = <T>(make: (axis: AxisName) => T) =>
  Object.fromEntries(axisNames.map((axis) => [axis, make(axis)])) as Record<AxisName, T>;

/** One student: a value for each axis. */
export const architectureSchema = v.strictObject(perAxis(axisValueSchema));
export type Architecture = Readonly<Record<AxisName, number>>;

/** The design space: the values each axis may take, in increasing order. */
export const spaceSchema = v.strictObject(
  perAxis((axis) => v.pipe(v.array(axisValueSchema(axis)), v.minLength(1), v.maxLength(64))),
);
export type Space = Readonly<Record<AxisName, readonly number[]>>;

/** The identity of an architecture within a study: equal keys, equal students. */
export function architectureKey(architecture: Architecture): string {
  return axisNames.map((axis) => architecture[axis]).join("-");
}
