/** The Bayesian-optimisation engine, alone. */
import { explain, outlook, suggest, why } from "../src/search/index.ts";
import { serve } from "../src/wire/serve.ts";

serve({ suggest, outlook, explain, why });
