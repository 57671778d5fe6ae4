import { computed, signal, type ReadonlySignal } from "@preact/signals";
import * as v from "valibot";
import { parse } from "../../study/parse.ts";
import { defaultRequirements, requirementsSchema, type Requirements } from "../../study/requirements.ts";
import { corpusSummarySchema, teacherSummarySchema, type CorpusSummary, type TeacherSummary } from "../../study/study.ts";
import { problemsOf, type Problems } from "./problems.ts";

/** The requirements being written in the set-up; kept in the browser, so that a reload loses nothing. */
export interface Draft {
  /** May hold wrong values (not a number while a field is empty): `problems` says so. */
  readonly value: ReadonlySignal<Requirements>;
  /** What is said against it, by dotted path; empty when it can be started. */
  readonly problems: ReadonlySignal<Problems>;
  /** The chosen teacher and text; null while nothing is known of them. */
  readonly teacher: ReadonlySignal<TeacherSummary | null>;
  readonly corpus: ReadonlySignal<CorpusSummary | null>;
  change(change: (requirements: Requirements) => Requirements): void;
  /** Remembers what an imported teacher or text is; the requirements hold its fingerprint alone. */
  remember(imported: { readonly teacher?: TeacherSummary; readonly corpus?: CorpusSummary }): void;
  /** Shows the lab's refusal until the next change. */
  refuse(field: string, message: string): void;
}

export interface BuiltinSummaries {
  readonly teacher: TeacherSummary;
  readonly corpus: CorpusSummary;
}

const keptSchema = v.strictObject({
  requirements: requirementsSchema,
  teachers: v.array(teacherSummarySchema),
  corpora: v.array(corpusSummarySchema),
});
type Kept = v.InferOutput<typeof keptSchema>;

const storageKey = "autodistill.draft";
/** Summaries of the imports used last. */
const remembered = 8;

export function createDraft(window: Window, builtin: ReadonlySignal<BuiltinSummaries | null>): Draft {
  const kept = signal(restored(window));
  const refused = signal<Problems>(new Map());
  const value = computed(() => kept.value.requirements);
  const teacher = computed(() => {
    const chosen = value.value.teacher;
    if (chosen.source === "builtin") return builtin.value?.teacher ?? null;
    return kept.value.teachers.find(({ fingerprint }) => fingerprint === chosen.fingerprint) ?? null;
  });
  const corpus = computed(() => {
    const chosen = value.value.corpus;
    if (chosen.source === "builtin") return builtin.value?.corpus ?? null;
    return kept.value.corpora.find(({ fingerprint }) => fingerprint === chosen.fingerprint) ?? null;
  });
  const own = computed(() => problemsOf(value.value, teacher.value));

  function keep(next: Kept) {
    kept.value = next;
    // A draft with a half-typed number could not be read back.
    if (!v.is(keptSchema, next)) return;
    try {
      window.localStorage.setItem(storageKey, JSON.stringify(next));
    } catch {
      // Private windows and full disks refuse; the draft then lives as long as the page.
    }
  }

  return {
    value,
    teacher,
    corpus,
    problems: computed(() => new Map([...refused.value, ...own.value])),
    change(change) {
      refused.value = new Map();
      keep({ ...kept.value, requirements: change(kept.value.requirements) });
    },
    remember(imported) {
      const { requirements, teachers, corpora } = kept.value;
      keep({ requirements, teachers: withFirst(teachers, imported.teacher), corpora: withFirst(corpora, imported.corpus) });
    },
    refuse(field, message) {
      refused.value = new Map([[field, message]]);
    },
  };
}

function withFirst<T extends { readonly fingerprint: string }>(summaries: readonly T[], added: T | undefined): T[] {
  const others = summaries.filter(({ fingerprint }) => fingerprint !== added?.fingerprint);
  return (added === undefined ? others : [added, ...others]).slice(0, remembered);
}

function restored(window: Window): Kept {
  const fresh = { requirements: defaultRequirements, teachers: [], corpora: [] };
  try {
    const text = window.localStorage.getItem(storageKey);
    return text === null ? fresh : parse(keptSchema, JSON.parse(text), "the kept draft");
  } catch {
    // Written by an older version of the page, or not readable: begin afresh.
    return fresh;
  }
}
