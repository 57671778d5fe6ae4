/** Four significant digits; the few doubles that would round up to infinity stay as they are. */
export function significant(value: number): number {
  const rounded = Number(value.toPrecision(4));
  return Number.isFinite(rounded) ? rounded : value;
}
