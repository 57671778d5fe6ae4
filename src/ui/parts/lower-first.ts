/** A label inside a sentence: "Latency" → "latency"; abbreviations stay: "MLM accuracy". */
export function lowerFirst(label: string): string {
  return /^[A-Z][a-z]/.test(label) ? label.charAt(0).toLowerCase() + label.slice(1) : label;
}
