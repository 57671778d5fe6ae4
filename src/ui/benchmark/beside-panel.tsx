import { useState } from "preact/hooks";
import { messageOf } from "../../base/errors.ts";
import { Button } from "../parts/button.tsx";
import { TextField } from "../parts/field.tsx";
import { deviceName } from "../results/device-name.ts";
import { decodeBenchmark } from "./link.ts";
import type { Benchmark } from "./record.ts";

interface Props {
  readonly beside: Benchmark | null;
  readonly onLay: (other: Benchmark | null) => void;
}

/** Another device's results, out of its link. */
export function BesidePanel({ beside, onLay }: Props) {
  const [link, setLink] = useState("");
  const [refusal, setRefusal] = useState<string | null>(null);
  const lay = () => {
    try {
      onLay(decodeBenchmark(link));
      setRefusal(null);
      setLink("");
    } catch (thrown) {
      setRefusal(messageOf(thrown));
    }
  };
  return (
    <section class="panel" aria-label="Another device">
      <h2>Another device</h2>
      {beside === null ? (
        <>
          <p class="prose">
            Open this page on another device, time the same networks there, and paste its link here. Nothing is fetched: the
            results are in the link itself.
          </p>
          <div class="beside-form">
            <TextField label="Link of the other device" value={link} refusal={refusal} onChange={setLink} />
            <Button disabled={link.trim() === ""} onClick={lay}>
              Lay it beside
            </Button>
          </div>
        </>
      ) : (
        <div class="row">
          <p>{deviceName(beside.device)} lies beside this device.</p>
          <Button onClick={() => onLay(null)}>Take it away</Button>
        </div>
      )}
    </section>
  );
}
