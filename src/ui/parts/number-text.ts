/** The number a typed text stands for; not a number where it stands for none (empty, "12 ms", "Infinity"). */
export function numberOf(text: string): number {
  const trimmed = text.trim();
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(trimmed) ? Number(trimmed) : Number.NaN;
}
