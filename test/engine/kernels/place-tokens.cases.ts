import { placeTokens, placeTokensReference } from "../../../src/engine/kernels/place-tokens.ts";
import { integers, numbers, type KernelCase } from "../../suites/kernel-case.ts";

const subject = (title: string, [batch, length, width]: readonly [number, number, number], positions: number, types = 2): KernelCase => ({
  title,
  inputs: [numbers([batch * length, width]), numbers([positions, width]), numbers([types, width]), integers([batch, length], 2)],
  operation: placeTokens,
  reference: placeTokensReference,
});

export const cases: readonly KernelCase[] = [
  subject("as many positions as tokens", [3, 5, 6], 5),
  subject("more positions than tokens", [2, 7, 8], 40),
  subject("one type, whatever the ids", [2, 3, 4], 3, 1),
];
