import { expose, type Endpoint } from "comlink";
import { carryErrors } from "./errors.ts";

/**
 * The worker's side of `hire`: answers calls with the methods of `api`. Call it before the worker's first `await`,
 * or messages sent meanwhile are lost.
 * @param endpoint where calls come from; by default the page or worker that hired this one
 */
export function serve(api: object, endpoint?: Endpoint): void {
  carryErrors();
  expose(api, endpoint);
}
