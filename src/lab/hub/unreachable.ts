import { Refused } from "../../base/errors.ts";
import { hubEndpoint } from "./name.ts";

/** No answer comes. */
export class Unreachable extends Refused {}

/** @param field beside which it is shown */
export function unreachable(endpoint: string, field: string): Unreachable {
  const policy = endpoint === hubEndpoint ? "" : ", or this page's host does not let it read from there (Content-Security-Policy: connect-src)";
  return new Unreachable(`${endpoint} cannot be reached: there is no network, the server does not answer${policy}`, field);
}
