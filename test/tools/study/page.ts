/** The page's lab, called from Node. */
import type { Page } from "playwright-core";
import type { CorpusReference, Lab, Precision, TaskReference, TeacherReference } from "../../../src/lab/port.ts";
import type { DownstreamName } from "../../../src/study/downstream.ts";
import type { StudyId } from "../../../src/study/study.ts";

/** What the lab said no to, or a failure inside the page; the message is for the person. */
export class LabError extends Error {
  override readonly name = "LabError";
}

/** A file for the page: its name, and where the page finds its bytes. */
export interface OfferedFile {
  readonly name: string;
  readonly path: string;
}

type ByFiles = "importTeacher" | "importText" | "importTask" | "exportStudent" | "exportFineTuned";

export interface PageLab extends Omit<Lab, ByFiles> {
  importTeacher(files: readonly OfferedFile[]): Promise<TeacherReference>;
  importText(file: OfferedFile, column: string): Promise<CorpusReference>;
  importTask(files: readonly OfferedFile[], task: DownstreamName | null): Promise<TaskReference>;
  /** @param accept names the path to which the page posts a file of that name */
  exportStudent(id: StudyId, trial: number, onnx: readonly Precision[], accept: (name: string) => string): Promise<readonly string[]>;
  exportFineTuned(id: StudyId, trial: number | null, task: DownstreamName, onnx: readonly Precision[], accept: (name: string) => string): Promise<readonly string[]>;
}

/** The lab as the page holds it. */
type Methods = Readonly<Record<string, (...args: readonly unknown[]) => Promise<unknown>>>;

type Answer = { readonly value: unknown } | { readonly failure: string };

/** Calls a method of the lab in the page. Functions given to `evaluate` name nothing inside: tsx would add a helper. */
async function call(page: Page, method: string, args: readonly unknown[]): Promise<unknown> {
  const answer: Answer = await page.evaluate(
    async ([name, given]) => {
      try {
        return { value: await (globalThis.autodistill as Methods)[name]?.(...given) };
      } catch (error) {
        return { failure: error instanceof Error ? error.message : String(error) };
      }
    },
    [method, args] as const,
  );
  if ("failure" in answer) throw new LabError(answer.failure);
  return answer.value;
}

/** A teacher's files, fetched inside the page. */
async function importTeacher(page: Page, files: readonly OfferedFile[]): Promise<unknown> {
  const answer: Answer = await page.evaluate(
    async (offered) => {
      try {
        const loaded = [];
        for (const file of offered) {
          const response = await fetch(new URL(file.path, document.baseURI));
          if (!response.ok) throw new Error(`the file cannot be handed over: ${file.name}`);
          loaded.push({ name: file.name, bytes: new Uint8Array(await response.arrayBuffer()) });
        }
        return { value: await (globalThis.autodistill as Lab).importTeacher(loaded) };
      } catch (error) {
        return { failure: error instanceof Error ? error.message : String(error) };
      }
    },
    files,
  );
  if ("failure" in answer) throw new LabError(answer.failure);
  return answer.value;
}

/** A text, which the browser keeps on its disk where it is large. */
async function importText(page: Page, file: OfferedFile, column: string): Promise<CorpusReference> {
  const answer = await page.evaluate(
    async ([offered, wanted]) => {
      try {
        const response = await fetch(new URL(offered.path, document.baseURI));
        if (!response.ok) throw new Error(`the file cannot be handed over: ${offered.name}`);
        return { value: await (globalThis.autodistill as Lab).importText({ name: offered.name, content: await response.blob() }, wanted) };
      } catch (error) {
        return { failure: error instanceof Error ? error.message : String(error) };
      }
    },
    [file, column] as const,
  );
  if ("failure" in answer) throw new LabError(answer.failure);
  return answer.value;
}

/** Of a task's examples, which the browser keeps on its disk where they are large. */
async function importTask(page: Page, files: readonly OfferedFile[], task: DownstreamName | null): Promise<TaskReference> {
  const answer = await page.evaluate(
    async ([offered, wanted]) => {
      try {
        const blobs = [];
        for (const file of offered) {
          const response = await fetch(new URL(file.path, document.baseURI));
          if (!response.ok) throw new Error(`the file cannot be handed over: ${file.name}`);
          blobs.push({ name: file.name, content: await response.blob() });
        }
        return { value: await (globalThis.autodistill as Lab).importTask(blobs, wanted) };
      } catch (error) {
        return { failure: error instanceof Error ? error.message : String(error) };
      }
    },
    [files, task] as const,
  );
  if ("failure" in answer) throw new LabError(answer.failure);
  return answer.value;
}

/** Has files made in the page, and posts them. */
async function exportFiles(page: Page, method: "exportStudent" | "exportFineTuned", args: readonly unknown[], accept: (name: string) => string) {
  const answer: { readonly names: readonly string[] } | { readonly failure: string } = await page.evaluate(
    async ([name, given]) => {
      try {
        const files = (await (globalThis.autodistill as Methods)[name]?.(...given)) as Awaited<ReturnType<Lab["exportStudent"]>>;
        Reflect.set(globalThis, "exportedFiles", files);
        return { names: files.map((file) => file.name) };
      } catch (error) {
        return { failure: error instanceof Error ? error.message : String(error) };
      }
    },
    [method, args] as const,
  );
  if ("failure" in answer) throw new LabError(answer.failure);
  const { names } = answer;
  for (const [index, name] of names.entries()) {
    const sent = await page.evaluate(
      async ([path, at]) => {
        const { bytes } = Reflect.get(globalThis, "exportedFiles")[at];
        return (await fetch(new URL(path, document.baseURI), { method: "POST", body: bytes })).ok;
      },
      [accept(name), index] as const,
    );
    if (!sent) throw new LabError(`the file could not be written: ${name}`);
  }
  await page.evaluate(() => Reflect.deleteProperty(globalThis, "exportedFiles"));
  return names;
}

const simpleMethods = [
  "snapshot", "device", "builtin", "studies", "study", "damaged", "removeDamaged", "outputs", "limitOutputs", "create", "rename", "duplicate", "remove", "importStudy", "run",
  "pause", "resume", "skipTrial", "stop", "distillRegularly", "importHubTeacher", "importRemoteText", "importRemoteTask", "cancelFetching", "unfinishedDownloads", "removeUnfinished", "imports", "removeImport", "pretrain", "cancelPretraining", "benchmark", "cancelBenchmark", "cancelFineTuning", "onnxAccuracy", "pushStudent", "cancelPushing", "beginSignIn", "finishSignIn",
] as const satisfies readonly Exclude<keyof Lab, ByFiles>[];

/** Opens the page and waits for its lab. @throws LabError when it does not come */
export async function openLab(page: Page, url: string, patienceMs = 60_000): Promise<PageLab> {
  await page.goto(url);
  await page
    .waitForFunction(() => Reflect.get(globalThis, "autodistill") !== undefined, undefined, { timeout: patienceMs })
    .catch(() => {
      throw new LabError(`the page did not start within ${patienceMs / 1000} s: ${url}`);
    });
  await page.evaluate(async () => void (await Reflect.get(globalThis, "autodistillReady")));
  const simple = Object.fromEntries(
    simpleMethods.map((method) => [method, (...args: readonly unknown[]) => call(page, method, args)]),
  );
  return {
    // What comes out of the page is what the port promises: both sides are compiled against it.
    ...(simple as unknown as Omit<Lab, ByFiles>),
    importTeacher: async (files) => (await importTeacher(page, files)) as TeacherReference,
    importText: (file, column) => importText(page, file, column),
    importTask: (files, task) => importTask(page, files, task),
    exportStudent: (id, trial, onnx, accept) => exportFiles(page, "exportStudent", [id, trial, onnx], accept),
    exportFineTuned: (id, trial, task, onnx, accept) => exportFiles(page, "exportFineTuned", [id, trial, task, onnx], accept),
  };
}
