import { computed, signal, type ReadonlySignal, type Signal } from "@preact/signals";
import { defaultRequirements, requirementsSchema, type Requirements } from "../../study/requirements.ts";
import { parse } from "../../study/parse.ts";
import { problemsOf, type Problems } from "./problems.ts";

/** The requirements being written in the set-up; kept in the browser, so that a reload loses nothing. */
export interface Draft {
  /** May hold wrong values (not a number while a field is empty): `problems` says so. */
  readonly value: ReadonlySignal<Requirements>;
  /** What the schema, or the lab, says against it, by dotted path. */
  readonly problems: ReadonlySignal<Problems>;
  change(change: (requirements: Requirements) => Requirements): void;
  /** Shows the lab's refusal until the next change. */
  refuse(field: string, message: string): void;
}

const storageKey = "autodistill.draft";

export function createDraft(window: Window): Draft {
  const value: Signal<Requirements> = signal(restored(window));
  const refused = signal<Problems>(new Map());
  const own = computed(() => problemsOf(value.value));
  return {
    value,
    problems: computed(() => new Map([...refused.value, ...own.value])),
    change(change) {
      value.value = change(value.value);
      refused.value = new Map();
      if (own.value.size > 0) return;
      try {
        window.localStorage.setItem(storageKey, JSON.stringify(value.value));
      } catch {
        // Private windows and full disks refuse; the draft then lives as long as the page.
      }
    },
    refuse(field, message) {
      refused.value = new Map([[field, message]]);
    },
  };
}

function restored(window: Window): Requirements {
  try {
    const kept = window.localStorage.getItem(storageKey);
    return kept === null ? defaultRequirements : parse(requirementsSchema, JSON.parse(kept), "the kept draft");
  } catch {
    // Written by an older version of the page, or not readable: begin afresh.
    return defaultRequirements;
  }
}
