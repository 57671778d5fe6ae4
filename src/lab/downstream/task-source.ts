import { Refused } from "../../base/errors.ts";
import { createTokenizer } from "../../data/tokenizer.ts";
import { readTokenizer } from "../../formats/hugging-face.ts";
import type { DownstreamName } from "../../study/downstream.ts";
import type { Study } from "../../study/study.ts";
import { teacherFiles } from "../material.ts";
import type { LabPorts } from "../ports.ts";
import type { PreparedTask } from "./prepare-task.ts";

/** The file in which a task's examples are kept. */
export const taskFileName = "task.json";

/** A study's downstream tasks in the ids of its teacher's tokenizer: the same for all its students. */
export interface TaskSource {
  /** @throws Refused if the examples are not kept here */
  prepared(task: DownstreamName): Promise<PreparedTask>;
}

/** Keeps the task that was asked for last. */
export function createTaskSource({ requirements, teacher: { maxPositionEmbeddings } }: Pick<Study, "requirements" | "teacher">, ports: Pick<LabPorts, "builtinFile" | "store">): TaskSource {
  let known: { readonly task: DownstreamName; readonly prepared: Promise<PreparedTask> } | null = null;
  async function prepare(wanted: DownstreamName): Promise<PreparedTask> {
    const { downstream, teacher, seed } = requirements;
    const chosen = downstream?.tasks.find(({ task }) => task === wanted);
    if (!downstream || !chosen) throw new Error(`the study has no task "${wanted}"`);
    const [file] = (await ports.store.asset(chosen.fingerprint)) ?? [];
    if (!file) throw new Refused(`the examples "${chosen.name}" are not kept in this browser; pick their files again (fingerprint ${chosen.fingerprint.slice(0, 12)}…)`);
    // Most studies have no downstream tasks.
    const [{ prepareTask }, { keptExamples }] = await Promise.all([import("./prepare-task.ts"), import("./kept-examples.ts")]);
    const tokenizer = createTokenizer(readTokenizer(await teacherFiles(teacher, ports)));
    return prepareTask(wanted, keptExamples(file, chosen.name), { tokenizer, maxPositionEmbeddings }, downstream.fineTuning, seed);
  }
  return {
    prepared(task) {
      if (known?.task !== task) known = { task, prepared: prepare(task) };
      return known.prepared;
    },
  };
}
