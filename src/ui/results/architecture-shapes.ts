/**
 * One layer of the MobileBERT template as rectangles and slopes, every width to scale. From the top: the stream between
 * layers (h), the way into the bottleneck (h → b), attention (b, cut into heads), the stacked feed-forward networks
 * (b → f → b each), the way out (b → h).
 */
import type { Architecture } from "../../study/architecture.ts";

export interface Shape {
  readonly kind: "stream" | "slope" | "attention" | "feedforward" | "neck";
  readonly y: number;
  readonly height: number;
  /** In units of the network: how many numbers wide it is at its top and at its bottom. */
  readonly topWidth: number;
  readonly bottomWidth: number;
  /** Equal parts it is cut into: attention heads; 1 elsewhere. */
  readonly parts: number;
}

export interface ShapeLabel {
  readonly y: number;
  readonly text: string;
}

export interface LayerDrawing {
  readonly shapes: readonly Shape[];
  readonly labels: readonly ShapeLabel[];
  readonly height: number;
}

const streamHeight = 12;
const slopeHeight = 16;
const attentionHeight = 34;
const neckHeight = 5;

/** Stacks of sixteen still fit beside a paragraph. */
const feedforwardHeight = (stacked: number) => (stacked > 6 ? 6 : 12);

export function layerDrawing(architecture: Architecture): LayerDrawing {
  const { hiddenSize: h, intraBottleneckSize: b, intermediateSize: f, numFeedforwardNetworks: F } = architecture;
  const heads = architecture.numAttentionHeads;
  const shapes: Shape[] = [];
  let y = 0;
  const add = (kind: Shape["kind"], height: number, topWidth: number, bottomWidth = topWidth, parts = 1) => {
    shapes.push({ kind, y, height, topWidth, bottomWidth, parts });
    y += height;
    return y - height / 2;
  };
  const hidden = add("stream", streamHeight, h);
  add("slope", slopeHeight, h, b);
  const attention = add("attention", attentionHeight, b, b, heads);
  const stackTop = y;
  for (let network = 0; network < F; network++) {
    add("neck", neckHeight, b);
    add("feedforward", feedforwardHeight(F), f);
  }
  add("neck", neckHeight, b);
  const stack = (stackTop + y) / 2;
  add("slope", slopeHeight, b, h);
  const out = add("stream", streamHeight, h);
  return {
    shapes,
    labels: [
      { y: hidden, text: `Hidden ${h}` },
      { y: attention - 8, text: `Bottleneck ${b}` },
      { y: attention + 8, text: heads === 1 ? "1 head" : `${heads} heads` },
      { y: stack, text: `${F} × feed-forward ${f}` },
      { y: out, text: `Hidden ${h}` },
    ],
    height: y,
  };
}

/** The drawing in words, for whoever does not see it. */
export function architectureWords(architecture: Architecture): string {
  const { numHiddenLayers, hiddenSize, intraBottleneckSize, numAttentionHeads, intermediateSize, numFeedforwardNetworks } =
    architecture;
  const count = (value: number, one: string) => `${value} ${one}${value === 1 ? "" : "s"}`;
  return (
    `${count(numHiddenLayers, "layer")}, hidden size ${hiddenSize}; in each a bottleneck of ${intraBottleneckSize} ` +
    `with ${count(numAttentionHeads, "attention head")} and ` +
    `${count(numFeedforwardNetworks, "feed-forward network")} of ${intermediateSize}`
  );
}

/** The widest part of a network. */
export function widestOf(architecture: Architecture): number {
  return Math.max(architecture.hiddenSize, architecture.intraBottleneckSize, architecture.intermediateSize);
}

/** A round length for the ruler: about a third of the drawing, a power of two. */
export function rulerLength(widest: number): number {
  return 2 ** Math.max(0, Math.round(Math.log2(widest / 3)));
}
