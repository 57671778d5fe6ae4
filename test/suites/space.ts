import type { Architecture } from "../../src/study/architecture.ts";
import { validSpace, type SpaceRequirements } from "../../src/study/space.ts";

/** All valid architectures in the order of their numbers; stop whenever you have seen enough. */
export function* architectures(requirements: SpaceRequirements): Generator<Architecture, void, undefined> {
  const space = validSpace(requirements);
  for (let index = 0; index < space.count; index++) yield space.at(index);
}
