/** The families of encoders that are computed as BERTs, by the `model_type` of their `config.json`. */
import { distilbert } from "./distilbert.ts";
import { electra } from "./electra.ts";
import type { Family } from "./family.ts";
import { roberta } from "./roberta.ts";

export const families = { distilbert, electra, roberta } as const satisfies Record<string, Family>;

export const isFamilyName = (name: string): name is keyof typeof families => Object.hasOwn(families, name);

/** null where a network is stored as it is. */
export const familyOf = (modelType: string): Family | null => (isFamilyName(modelType) ? families[modelType] : null);
