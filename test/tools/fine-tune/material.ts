/** The model and the examples that fine-tuning takes, from this machine or, by the lab's own code, from a hub. */
import { openAsBlob, readFileSync } from "node:fs";
import { basename, resolve } from "node:path";
import type { NamedFile } from "../../../src/base/files.ts";
import { readTask, guessTask } from "../../../src/formats/tasks/read-task.ts";
import { keptExamples } from "../../../src/lab/downstream/kept-examples.ts";
import { importRemoteTask } from "../../../src/lab/hub/task.ts";
import { importHubTeacher } from "../../../src/lab/hub/teacher.ts";
import type { FetchPorts } from "../../../src/lab/ports.ts";
import { inspectTeacher } from "../../../src/lab/read-teacher.ts";
import { createStatusBoard } from "../../../src/lab/status.ts";
import { createMemoryStore } from "../../../src/store/memory.ts";
import type { DownstreamName } from "../../../src/study/downstream.ts";
import type { TaskExamples } from "../../../src/study/examples.ts";
import { told } from "../study/fetching.ts";
import { findModel, findTask, type FoundFile } from "../study/material.ts";
import type { FineTuneOptions } from "./options.ts";

export interface FineTuneMaterial {
  readonly files: readonly NamedFile[];
  /** The model's name. */
  readonly origin: string;
  readonly task: DownstreamName;
  readonly examples: TaskExamples;
}

type Say = (line: string) => void;

/** @throws UsageError before anything is fetched · Refused in words for the person */
export async function bringMaterial(wanted: Pick<FineTuneOptions, "model" | "task" | "kind" | "endpoint">, say: Say): Promise<FineTuneMaterial> {
  const { kind, endpoint } = wanted;
  const [model, { from }] = [findModel("model", wanted.model, endpoint), findTask(wanted.task, kind, endpoint)];
  const hub = createHubReader(say);
  // The task first: it is small, so that a wrong one is refused before a model is fetched.
  const task = "address" in from ? await hub.task(from.address, kind, from.endpoint) : await readFiles(from, kind);
  const read = "name" in model ? await hub.model(model.name, model.endpoint) : { files: model.map(loaded), origin: basename(resolve(wanted.model)) };
  return { ...task, ...read };
}

const loaded = ({ file }: FoundFile): NamedFile => ({ name: basename(file), bytes: new Uint8Array(readFileSync(file)) });

async function readFiles(found: readonly FoundFile[], kind: DownstreamName | null) {
  const files = await Promise.all(found.map(async ({ name, file }) => ({ name, content: await openAsBlob(file) })));
  const task = kind ?? guessTask(files.map(({ name }) => name));
  return { task, examples: await readTask(task, files) };
}

/** What has come stays in memory, and is gone with the process. */
function createHubReader(say: Say) {
  const [store, board, { signal }] = [createMemoryStore(), createStatusBoard(), new AbortController()];
  const ports: FetchPorts = {
    store,
    board,
    fetch: (address, options) => fetch(address, options),
    pause: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    now: Date.now,
    hireWorkbench: () => ({ port: { inspectTeacher: async (files) => inspectTeacher(files) }, dismiss: () => {}, died: new Promise(() => {}) }),
  };
  async function fetched<Reference extends { readonly fingerprint: string }>(fetching: Promise<Reference>) {
    const ended = fetching.finally(() => board.change({ fetching: null }));
    const reference = await told({ snapshot: (after, waitMs) => board.newerThan(after, waitMs) }, ended, say);
    return { reference, files: (await store.asset(reference.fingerprint)) ?? [] };
  }
  return {
    async model(typed: string, endpoint: string) {
      const { reference, files } = await fetched(importHubTeacher(typed, endpoint, ports, signal));
      const { name, modelType } = reference.summary;
      say(`model ${name} (${modelType})`);
      return { files, origin: name };
    },
    async task(typed: string, kind: DownstreamName | null, endpoint: string) {
      const { reference, files } = await fetched(importRemoteTask(typed, kind, endpoint, ports, signal));
      const [file] = files;
      if (file === undefined) throw new Error(`the examples of ${typed} were not kept`);
      return { task: reference.task, examples: keptExamples(file, reference.name) };
    },
  };
}
