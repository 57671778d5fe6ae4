import { computed, type ReadonlySignal } from "@preact/signals";

/** Computes a value that stays the same object while it means the same, so that what draws it is left alone. */
export function steady<T>(source: () => T, same: (before: T, now: T) => boolean): ReadonlySignal<T> {
  let kept: { readonly value: T } | null = null;
  return computed(() => {
    const value = source();
    if (kept === null || !same(kept.value, value)) kept = { value };
    return kept.value;
  });
}
