import "./measured.css";

/** A value, and under it what stands behind it: its interval and samples; empty where it is exact. */
export function Measured({ value, behind }: { readonly value: string; readonly behind: string }) {
  return (
    <span class="measured">
      {value}
      {behind !== "" && <span class="measured-behind">{behind}</span>}
    </span>
  );
}
