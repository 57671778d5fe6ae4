import * as v from "valibot";
import { fingerprintOf } from "../base/fingerprint.ts";
import { parseJson } from "../formats/json.ts";
import { parse } from "../study/parse.ts";
import { corpusSummarySchema, teacherSummarySchema } from "../study/study.ts";
import { builtinAbout, builtinTeacherName, corpusSummary, readCorpus, teacherFiles } from "./material.ts";
import type { Workbench } from "./port.ts";
import type { LabPorts } from "./ports.ts";

const aboutSchema = v.strictObject({ teacher: teacherSummarySchema, corpus: corpusSummarySchema });
export type About = v.InferOutput<typeof aboutSchema>;

/** What the built-in teacher and text are, as written beside them. */
export async function aboutBuiltin(ports: Pick<LabPorts, "builtinFile">): Promise<About> {
  const text = new TextDecoder().decode(await ports.builtinFile(builtinAbout));
  return parse(aboutSchema, parseJson(text, builtinAbout), builtinAbout);
}

/** The same from the files themselves: what has to be written beside them. */
export async function describeBuiltin(
  ports: Pick<LabPorts, "builtinFile" | "store">,
  bench: Pick<Workbench, "inspectTeacher">,
): Promise<About> {
  const files = await teacherFiles({ source: "builtin" }, ports);
  const inspected = await bench.inspectTeacher(files);
  const teacher = { name: builtinTeacherName, fingerprint: await fingerprintOf(files), ...inspected };
  return { teacher, corpus: corpusSummary(await readCorpus({ source: "builtin" }, 0, ports)) };
}
