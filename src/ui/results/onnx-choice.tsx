import { precisions, type Precision } from "../../formats/onnx/precision.ts";
import { CheckField } from "../parts/field.tsx";

const explanations: Readonly<Record<Precision, string>> = {
  float32: "The same numbers as the safetensors file",
  float16: "Half the size; computes in float32 like the whole one",
  int8: "A quarter of the size, and whole-number arithmetic: faster on processors, a little less accurate",
};

interface Props {
  readonly chosen: readonly Precision[];
  readonly onChange: (chosen: readonly Precision[]) => void;
}

/** Which ONNX models to add to an export. */
export function OnnxChoice({ chosen, onChange }: Props) {
  const choose = (precision: Precision, checked: boolean) => onChange(precisions.filter((other) => (other === precision ? checked : chosen.includes(other))));
  return (
    <div class="row" role="group" aria-label="ONNX models to add">
      {precisions.map((precision) => (
        <CheckField
          key={precision}
          label={`ONNX, ${precision}`}
          explanation={explanations[precision]}
          checked={chosen.includes(precision)}
          onChange={(checked) => choose(precision, checked)}
        />
      ))}
    </div>
  );
}
