import type { Architecture } from "../../study/architecture.ts";
import { useWidth } from "../charts/use-width.ts";
import { architectureWords, layerDrawing, rulerLength, widestOf, type Shape } from "./architecture-shapes.ts";

interface Props {
  readonly name: string;
  readonly architecture: Architecture;
  /** The width that fills the drawing, so that drawings side by side share one scale. */
  readonly widest?: number;
}

const labelWidth = 148;
const towerWidth = 48;
const gap = 24;
const top = 24;

/** A network to scale: all its layers small, one of them large, and a ruler. */
export function ArchitectureDrawing({ name, architecture, widest = widestOf(architecture) }: Props) {
  const [box, width] = useWidth(400);
  const layer = layerDrawing(architecture);
  const layers = architecture.numHiddenLayers;
  const hasTower = width >= 360;
  const left = hasTower ? towerWidth + gap : 0;
  const room = Math.min(360, width - left - labelWidth);
  const scale = room / widest;
  const centre = left + room / 2;
  const ruler = rulerLength(widest);
  const height = top + layer.height + 36;
  return (
    <div class="architecture" ref={box}>
      <svg
        viewBox={`0 0 ${width} ${height}`}
        width={width}
        height={height}
        role="img"
        aria-label={`${name}, drawn to scale: ${architectureWords(architecture)}`}
      >
        {hasTower && <Tower architecture={architecture} widest={widest} height={layer.height} />}
        <text class="architecture-caption" x={centre} y="12" text-anchor="middle">
          {layers === 1 ? "the one layer" : `one of ${layers} layers`}
        </text>
        <g transform={`translate(${centre} ${top})`}>
          {layer.shapes.map((shape) => (
            <DrawnShape key={shape.y} shape={shape} scale={scale} />
          ))}
        </g>
        {layer.labels.map((label) => (
          <text key={label.y} class="architecture-label" x={left + room + 12} y={top + label.y} dy="0.32em">
            {label.text}
          </text>
        ))}
        <g class="architecture-ruler" transform={`translate(${centre - (ruler * scale) / 2} ${height - 20})`}>
          <path d={`M0.5 -3 v6 M0.5 0 H${ruler * scale} v-3 v6`} />
          <text x={(ruler * scale) / 2} y="16" text-anchor="middle">
            {ruler} wide
          </text>
        </g>
      </svg>
    </div>
  );
}

function DrawnShape({ shape, scale }: { readonly shape: Shape; readonly scale: number }) {
  const { kind, y, height, parts } = shape;
  const [above, below] = [(shape.topWidth * scale) / 2, (shape.bottomWidth * scale) / 2];
  if (kind === "slope") return <path class="shape-slope" d={`M${-above} ${y} H${above} L${below} ${y + height} H${-below} Z`} />;
  const part = (2 * above) / parts;
  return (
    <g class={`shape-${kind}`}>
      {Array.from({ length: parts }, (_, index) => (
        // Heads touch; the hairline between them is the panel showing through.
        <rect
          key={index}
          x={-above + index * part}
          y={y}
          width={Math.max(0.5, part - (parts > 1 ? Math.min(1, part / 3) : 0))}
          height={height}
        />
      ))}
    </g>
  );
}

/** Every layer as a silhouette, so that depth is seen as well as width. */
function Tower(props: { readonly architecture: Architecture; readonly widest: number; readonly height: number }) {
  const { architecture, widest, height } = props;
  const layers = architecture.numHiddenLayers;
  const pitch = Math.min(16, height / layers);
  const half = (size: number) => (size / widest) * (towerWidth / 2);
  const stream = half(architecture.hiddenSize);
  const inner = half(architecture.intermediateSize);
  const lean = Math.min(2, pitch / 4);
  return (
    <g>
      <text class="architecture-caption" x={towerWidth / 2} y="12" text-anchor="middle">
        {layers} {layers === 1 ? "layer" : "layers"}
      </text>
      <g transform={`translate(${towerWidth / 2} ${top})`}>
        {Array.from({ length: layers }, (_, layer) => (
          <g key={layer} transform={`translate(0 ${layer * pitch})`}>
            <rect class="shape-feedforward-solid" x={-inner} y={lean} width={2 * inner} height={pitch - lean} />
            <rect class="shape-stream-solid" x={-stream} width={2 * stream} height={lean} />
          </g>
        ))}
      </g>
    </g>
  );
}
