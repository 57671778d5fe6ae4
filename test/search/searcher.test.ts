import { suggest } from "../../src/search/index.ts";
import { describeSearcher } from "../suites/searcher.ts";

describeSearcher("the Bayesian optimiser", suggest);
