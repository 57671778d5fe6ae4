/** Students of the built-in study, distilled by its own schedule with the page's own code on WebAssembly in Node. */
import { readFileSync } from "node:fs";
import * as v from "valibot";
import { createRandom, deriveSeed } from "../../../src/base/random.ts";
import { studyMaterial } from "../../../src/lab/material.ts";
import { createWorkbench } from "../../../src/lab/workbench.ts";
import { createMemoryStore } from "../../../src/store/memory.ts";
import type { Architecture } from "../../../src/study/architecture.ts";
import type { Measurement } from "../../../src/study/measurement.ts";
import { parse } from "../../../src/study/parse.ts";
import { defaultRequirements, type Requirements } from "../../../src/study/requirements.ts";
import { validSpace } from "../../../src/study/space.ts";
import { teacherSummarySchema, type CurvePoint } from "../../../src/study/study.ts";
import { wasmPaths } from "../../tools/node-backend.ts";

export interface DistilledStudent {
  readonly architecture: Architecture;
  readonly curve: CurvePoint[];
  readonly metrics: Measurement["metrics"];
}

const builtinFile = async (name: string) =>
  new Uint8Array(readFileSync(new URL(`../../../public/builtin/${name}`, import.meta.url)));

const requirements: Requirements = { ...defaultRequirements, target: { ...defaultRequirements.target, backend: "wasm" } };

/** @param count students spread at random over the design space, no two alike */
export async function* distilledStudents(count: number, seed: number): AsyncGenerator<DistilledStudent> {
  const about: unknown = JSON.parse(new TextDecoder().decode(await builtinFile("about.json")));
  const { teacher } = parse(v.object({ teacher: teacherSummarySchema }), about, "about.json");
  const store = createMemoryStore();
  const material = await studyMaterial(requirements, teacher, { store, builtinFile });
  const space = validSpace(requirements);
  const indices = Array.from({ length: space.count }, (_, index) => index);
  for (const index of createRandom(deriveSeed(seed, "students")).shuffled(indices).slice(0, count)) {
    const architecture = space.at(index);
    const bench = createWorkbench({
      environment: { isolated: false, wasmPaths },
      clock: performance,
      pause: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
      locks: undefined,
      onnxRuntimeFiles: null,
      openCache: async () => store,
    });
    await bench.device("wasm");
    await bench.prepare(requirements, material);
    const { template, schedule, tasks } = requirements;
    await bench.begin({ architecture, template, schedule, kind: "flash", tasks, seed: requirements.seed }, null);
    const { points } = await bench.advance(Infinity);
    const { metrics } = await bench.evaluate(null, {});
    yield { architecture, curve: [...points], metrics };
  }
}
