import { createMemoryStore } from "../../src/store/memory.ts";
import { describeStore } from "../suites/store.ts";

describeStore("the store in memory", async (quotaBytes) => createMemoryStore(quotaBytes));
