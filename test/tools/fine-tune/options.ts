/** What `npm run fine-tune` was asked for, from its command line. */
import { downstreamNames, type DownstreamName } from "../../../src/study/downstream.ts";
import { fineTuningSchema, usualFineTuning, type FineTuning } from "../../../src/study/fine-tuning.ts";
import { parse } from "../../../src/study/parse.ts";
import { checkEndpoint, checkNotEmpty, numberOf, readArguments, UsageError } from "../study/options.ts";

export const help = `npm run fine-tune -- --model DIR --task PATH [options]
  --model DIR          a BERT-family checkpoint in Hugging Face layout
  --model hub:NAME     owner/name[@revision] on the hub; fetched each time
  --endpoint URL       a mirror of the hub (default: https://huggingface.co)
  --task PATH|ADDRESS  a folder with train.* and dev.*, or a file (TSV, CSV, JSON Lines, Parquet, SQuAD's JSON), or
                       where they lie, like hub:datasets/nyu-mll/glue/sst2
  --kind NAME          what it is, where the name does not tell: ${downstreamNames.join(", ")}
  --out DIR            where the best fine-tuned network goes, with its head
  --epochs N  --batch N  --length N  --stride N  --examples N  --patience N  --rates X,Y  --seeds N  --seed N
`;

export interface FineTuneOptions {
  readonly model: string;
  readonly task: string;
  /** Empty for the usual hub. */
  readonly endpoint: string;
  /** null: what the names tell. */
  readonly kind: DownstreamName | null;
  readonly out?: string;
  readonly settings: FineTuning;
  readonly seed: number;
}

const text = { type: "string" } as const;
const settingNames = { epochs: "epochs", batch: "batchSize", length: "sequenceLength", stride: "documentStride", examples: "examples", patience: "patience", seeds: "seeds" } as const;
const declared = {
  model: text, endpoint: text, task: text, kind: text, out: text,
  epochs: text, batch: text, length: text, stride: text, examples: text, patience: text, seeds: text,
  rates: text, seed: text,
  help: { type: "boolean", short: "h" },
} as const;

function kindOf(given: string): DownstreamName {
  const known = downstreamNames.find((name) => name === given);
  if (known === undefined) throw new UsageError(`--kind is one of ${downstreamNames.join(", ")}, got "${given}"`);
  return known;
}

/**
 * @returns null when help was asked for, or what is needed is missing
 * @throws UsageError · Refused where a setting of fine-tuning is none
 */
export function parseFineTuneOptions(args: readonly string[]): FineTuneOptions | null {
  const { help: wantsHelp, ...values } = readArguments(args, declared);
  const { model, task, endpoint, kind, out, rates, seed = "1" } = values;
  if (wantsHelp || model === undefined || task === undefined) return null;
  checkNotEmpty(values);
  checkEndpoint(endpoint);
  const given = Object.entries(settingNames).flatMap(([option, name]) => {
    const value = values[option as keyof typeof settingNames]; // they are the keys of the object
    return value === undefined ? [] : [[name, Number(value)]];
  });
  const settings = { ...usualFineTuning, ...Object.fromEntries(given), ...(rates !== undefined && { learningRates: rates.split(",").map(Number) }) };
  return {
    model,
    task,
    endpoint: endpoint ?? "",
    kind: kind === undefined ? null : kindOf(kind),
    ...(out !== undefined && { out }),
    settings: parse(fineTuningSchema, settings, "the options"),
    seed: numberOf("seed", seed, true, 0, 0xffffffff),
  };
}
