import type { Signal } from "@preact/signals";
import { TextField } from "./field.tsx";

interface Props {
  readonly endpoint: Signal<string>;
  /** What else the page's host has to allow, if anything: "and any other address". */
  readonly besides?: string;
}

/** Which hub is asked: the usual one, or a mirror of it. */
export function HubField({ endpoint, besides }: Props) {
  const allowed = besides === undefined ? "it" : `it, ${besides}`;
  return (
    <TextField
      label="Hub"
      hint="Empty: huggingface.co"
      explanation={`The address of a mirror. The page's host has to allow ${allowed}: npm start -- --mirror URL`}
      value={endpoint.value}
      onChange={(value) => (endpoint.value = value)}
    />
  );
}
