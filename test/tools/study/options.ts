/** What `npm run study` was asked for, from its command line. */
import { parseArgs, type ParseArgsConfig } from "node:util";
import { precisions, type Precision } from "../../../src/formats/onnx/precision.ts";
import { downstreamNames, type DownstreamName } from "../../../src/study/downstream.ts";
import { backendNames } from "../../../src/study/device.ts";
import type { PushTarget } from "../../../src/lab/port.ts";
import type { Requirements } from "../../../src/study/requirements.ts";

export const help = `npm run study -- [options]
Runs a study without a person: serves the built page, opens it in a headless browser and drives it to the end.

  --requirements FILE.json   what is wanted (default: the built-in study, fitted to the teacher)
  --teacher DIR              a BERT-family checkpoint in Hugging Face layout (default: the built-in one)
  --teacher hub:NAME         owner/name[@revision] on the hub; fetched once, with --profile kept from run to run
  --endpoint URL             a mirror of the hub (default: https://huggingface.co)
  --corpus FILE|ADDRESS      text, one sentence a line, a blank line between documents (default: the built-in one);
                             also .jsonl, .csv, .tsv, each with .gz behind it or not, .parquet, WikiText,
                             BookCorpus; or where it lies: https://…, hub:datasets/owner/name[@revision]/path/to/file,
                             fetched once, with --profile kept from run to run
  --text-column NAME         which column of a table holds the text (default: text, sentence, content …)
  --heldout FILE|ADDRESS     text to measure on (default: the last documents of the corpus)
  --task PATH|ADDRESS[:NAME] a downstream task to fine-tune students and teacher on, again and again for more: a folder with
                             train.* and dev.*, or a file (TSV, CSV, JSON Lines, Parquet, SQuAD's JSON), or
                             where they lie, like hub:datasets/nyu-mll/glue/sst2; NAME where it does not tell:
                             ${downstreamNames.join(", ")}
  --fine-tuning JSON         how, where not as usual: '{"epochs": 1, "learningRates": [1e-4], "seeds": 3, "examples": 2000}'
  --backend NAME             auto, ${backendNames.join(", ")}
  --seed N                   of everything random
  --trials N | --minutes N   the budget
  --prior FILE.json          an earlier study to learn from, kept by --out or saved by the page
  --out FILE.json            keeps the study here, after every trial
  --journal FILE.log         keeps it also as a journal for Optuna and its dashboard
  --resume FILE              goes on with a study kept by --out or --journal; bring its --teacher and --corpus again
  --profile DIR              browser profile that keeps checkpoints and students from run to run
  --regular TRIAL            regular distillation of a finished trial: after the study, with --resume instead of it
  --export DIR               writes the students of the Pareto front, each as a Hugging Face directory
  --fine-tuned               with --export: also each student and the teacher as fine-tuned on each task, with its head;
                             with --push: also the student as fine-tuned on each task, to OWNER/NAME-TASK
  --onnx NAMES               ONNX models to write, or push, beside them for transformers.js: ${precisions.join(", ")}, or several with commas
  --push OWNER/NAME          the best student of the front to a model repository on the hub, with the token in HF_TOKEN
  --public                   with --push: for everyone to read (default: private)
  --help                     this text

Ctrl-C stops after saving a checkpoint; twice stops at once. Status 0: the study finished.
`;

/** A wrong command line; the message is one line for the person. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

export interface StudyOptions {
  readonly requirements?: string;
  readonly teacher?: string;
  readonly endpoint?: string;
  readonly corpus?: string;
  readonly heldout?: string;
  readonly "text-column"?: string;
  readonly tasks?: readonly { readonly path: string; readonly task: DownstreamName | null }[];
  readonly fineTuning?: Readonly<Record<string, unknown>>;
  readonly prior?: string;
  readonly backend?: Requirements["target"]["backend"];
  readonly seed?: number;
  readonly budget?: Requirements["budget"];
  readonly out?: string;
  readonly journal?: string;
  readonly resume?: string;
  readonly profile?: string;
  readonly regular?: number;
  readonly export?: string;
  readonly fineTuned?: boolean;
  readonly onnx?: readonly Precision[];
  readonly push?: string;
  readonly visibility?: PushTarget["visibility"];
  /** From the environment, never from the command line: other users of a machine see those. */
  readonly token?: string;
}

const text = { type: "string" } as const;
const declared = {
  requirements: text,
  teacher: text,
  endpoint: text,
  corpus: text,
  heldout: text,
  "text-column": text,
  task: { type: "string", multiple: true },
  "fine-tuning": text,
  prior: text,
  backend: text,
  seed: text,
  trials: text,
  minutes: text,
  out: text,
  journal: text,
  resume: text,
  profile: text,
  regular: text,
  export: text,
  "fine-tuned": { type: "boolean" },
  onnx: text,
  push: text,
  public: { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

/** @throws UsageError */
export function readArguments<const Options extends NonNullable<ParseArgsConfig["options"]>>(args: readonly string[], options: Options) {
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    // Node adds a hint about "--" in further sentences.
    throw new UsageError(error instanceof Error ? (error.message.split(". ")[0] ?? error.message) : String(error));
  }
}

/** @throws UsageError */
export function checkNotEmpty(values: Readonly<Record<string, string | undefined>>): void {
  for (const [name, value] of Object.entries(values)) if (value === "") throw new UsageError(`--${name} is empty`);
}

/** @throws UsageError */
export function checkEndpoint(endpoint: string | undefined): void {
  if (endpoint !== undefined && !/^https?:$/.test(URL.canParse(endpoint) ? new URL(endpoint).protocol : ""))
    throw new UsageError(`--endpoint is an address like https://huggingface.co, got "${endpoint}"`);
}

/** @throws UsageError */
export function numberOf(name: string, given: string, whole: boolean, least: number, most: number): number {
  const value = given.trim() === "" ? Number.NaN : Number(given);
  const fits = Number.isFinite(value) && value >= least && value <= most && (!whole || Number.isInteger(value));
  if (!fits) throw new UsageError(`--${name} is ${whole ? "a whole number" : "a number"} from ${least} to ${most}, got "${given}"`);
  return value;
}

function backendOf(given: string): Requirements["target"]["backend"] {
  const known = (["auto", ...backendNames] as const).find((name) => name === given);
  if (known === undefined) throw new UsageError(`--backend is auto, ${backendNames.join(", ")}, got "${given}"`);
  return known;
}

function precisionsOf(given: string): readonly Precision[] {
  return given.split(",").map((name) => {
    const known = precisions.find((precision) => precision === name.trim());
    if (known === undefined) throw new UsageError(`--onnx is one or more of ${precisions.join(", ")}, got "${name.trim()}"`);
    return known;
  });
}

/** What stands behind the last colon is a name if it is one of ours: paths have colons too. */
function taskOf(given: string): { readonly path: string; readonly task: DownstreamName | null } {
  const [, path = given, name = ""] = /^(.+):([^:/\\]+)$/.exec(given) ?? [];
  const task = downstreamNames.find((each) => each === name.toLowerCase());
  if (given === "") throw new UsageError("--task is empty");
  return task === undefined ? { path: given, task: null } : { path, task };
}

function jsonObject(option: string, given: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(given);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    // Told below, like any other value that is none.
  }
  throw new UsageError(`--${option} is a JSON object, got "${given}"`);
}

/**
 * @param token of the hub, from the environment
 * @returns null when help was asked for
 * @throws UsageError
 */
export function parseStudyOptions(args: readonly string[], token = ""): StudyOptions | null {
  const { help: wantsHelp, backend, seed, trials, minutes, regular, onnx, task, "fine-tuning": fineTuning, "fine-tuned": fineTuned, public: isPublic, ...paths } = readArguments(args, declared);
  if (wantsHelp) return null;
  checkNotEmpty(paths);
  if (trials !== undefined && minutes !== undefined) throw new UsageError("--trials and --minutes exclude each other");
  checkEndpoint(paths.endpoint);
  if (paths.heldout !== undefined && paths.corpus === undefined) throw new UsageError("--heldout needs --corpus");
  if (onnx !== undefined && (paths.export ?? paths.push) === undefined) throw new UsageError("--onnx needs --export or --push");
  if (isPublic === true && paths.push === undefined) throw new UsageError("--public needs --push");
  if (paths.push !== undefined && token === "") throw new UsageError("--push needs an access token of the hub in the environment variable HF_TOKEN");
  if (fineTuned === true && (paths.export ?? paths.push) === undefined) throw new UsageError("--fine-tuned needs --export or --push");
  if (fineTuning !== undefined && task === undefined) throw new UsageError("--fine-tuning needs --task");
  if (paths.resume !== undefined) {
    const fixed = { "fine-tuning": fineTuning, requirements: paths.requirements, prior: paths.prior, backend, seed };
    for (const [name, value] of Object.entries(fixed))
      if (value !== undefined) throw new UsageError(`--${name} is fixed in a study that is resumed`);
    if (paths.profile !== undefined && (trials ?? minutes) !== undefined)
      throw new UsageError("the budget is fixed in a study that is resumed with --profile");
  }
  return {
    ...paths,
    ...(backend !== undefined && { backend: backendOf(backend) }),
    ...(seed !== undefined && { seed: numberOf("seed", seed, true, 0, 0xffffffff) }),
    ...(trials !== undefined && { budget: { kind: "trials", trials: numberOf("trials", trials, true, 1, 1000) } }),
    ...(minutes !== undefined && { budget: { kind: "minutes", minutes: numberOf("minutes", minutes, false, 0.01, 10_000) } }),
    ...(regular !== undefined && { regular: numberOf("regular", regular, true, 0, 1_000_000) }),
    ...(task !== undefined && { tasks: task.map(taskOf) }),
    ...(fineTuning !== undefined && { fineTuning: jsonObject("fine-tuning", fineTuning) }),
    ...(fineTuned === true && { fineTuned }),
    ...(paths.push !== undefined && { token, visibility: isPublic === true ? "public" : "private" }),
    ...(onnx !== undefined && { onnx: precisionsOf(onnx) }),
  };
}
