import type { Schedule } from "../../study/requirements.ts";
import { adamw } from "./adamw.ts";
import { lamb } from "./lamb.ts";
import type { OptimiserFacts } from "./optimiser.ts";

/** To add an optimiser of the Adam family: a file beside these, a line here, its name in the schedule's schema. */
export const optimisers: Readonly<Record<Schedule["optimiser"], OptimiserFacts>> = { lamb, adamw };
