/** The Bayesian-optimisation engine, alone. */
import { suggest } from "../src/search/index.ts";
import { serve } from "../src/wire/serve.ts";

serve({ suggest });
