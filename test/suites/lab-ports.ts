import type { Exclusive, LabPorts } from "../../src/lab/ports.ts";
import { createLab } from "../../src/lab/lab.ts";
import type { Lab } from "../../src/lab/port.ts";
import { explain, outlook, suggest, why } from "../../src/search/index.ts";
import { createMemoryStore } from "../../src/store/memory.ts";
import type { KeptStore } from "../../src/store/port.ts";
import type { Study, Trial } from "../../src/study/study.ts";
import { exampleStudy } from "./study.ts";
import { createFakeBenches, type FakeBenches, type Faults } from "./fake-workbench.ts";

const sentence = (document: number, line: number) => `the cat number ${document} sat on mat ${line} .`;
const documents = Array.from({ length: 40 }, (_, document) =>
  Array.from({ length: 6 }, (_, line) => sentence(document, line)).join("\n"),
);
const vocab = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "the", "cat", "number", "sat", "on", "mat", "."];
const files: Readonly<Record<string, string>> = {
  "corpus.txt": documents.slice(0, 30).join("\n\n"),
  "heldout.txt": documents.slice(30).join("\n\n"),
  "vocab.txt": vocab.join("\n"),
  "tokenizer_config.json": "{}",
  "config.json": "{}",
  "model.safetensors": "",
  "about.json": JSON.stringify({ teacher: exampleStudy().teacher, corpus: exampleStudy().corpus }),
};

export interface FakeSearchers {
  hired: number;
  dismissed: number;
  /** Called before each explanation; may throw in its place. */
  beforeExplain: () => void;
}

export interface TestLab {
  readonly lab: Lab;
  readonly store: KeptStore;
  readonly benches: FakeBenches;
  readonly searchers: FakeSearchers;
  /** Resolves when nothing runs any more. */
  idle(): Promise<void>;
}

/** The locks of one browser; its tabs share them. */
export function createExclusive(): Exclusive {
  const held = new Set<string>();
  return async (what, work) => {
    if (held.has(what)) return null;
    held.add(what);
    return work().finally(() => held.delete(what));
  };
}

/**
 * The real lab and search over a store in memory and students that are numbers.
 * @param tickMs by which the clock moves on whenever it is read
 * @param network none by default @param exclusive those of a browser with one tab by default
 */
export function createTestLab(faults: Faults = {}, store = createMemoryStore(), tickMs = 100, network?: LabPorts["fetch"], exclusive = createExclusive()): TestLab {
  const searchers: FakeSearchers = { hired: 0, dismissed: 0, beforeExplain: () => {} };
  const benches = createFakeBenches(faults);
  let time = 1_700_000_000_000;
  let ids = 0;
  const ports: LabPorts = {
    store,
    hireWorkbench: () => benches.hire(),
    hireSearcher() {
      searchers.hired++;
      return {
        port: {
          suggest: async (study, count, seed) => suggest(study, count, seed),
          outlook: async (study, trial, share, seed) => outlook(study, trial, share, seed),
          async explain(study, seed) {
            searchers.beforeExplain();
            return explain(study, seed);
          },
          why: async (study, trial, seed) => why(study, trial, seed),
        },
        dismiss: () => void searchers.dismissed++,
        died: new Promise(() => {}),
      };
    },
    builtinFile: async (name) => new TextEncoder().encode(files[name]),
    fetch: network ?? (async () => {
      throw new TypeError("there is no network");
    }),
    pause: async () => {},
    now: () => (time += tickMs),
    newId: () => `study-${++ids}`,
    secret: () => String(++ids).padStart(43, "secret"),
  };
  const lab = createLab(ports, exclusive);
  async function idle() {
    let snapshot = await lab.snapshot(0, 0);
    while (snapshot.run !== null) snapshot = await lab.snapshot(snapshot.revision, 1000);
  }
  return { lab, store, benches, searchers, idle };
}

/** What a trial found out, times left out: equal for an undisturbed and an interrupted run. */
export const outcomes = (study: Study) =>
  study.trials.map(({ startedAt: _, finishedAt: __, seconds: ___, ...rest }: Trial) => rest);
