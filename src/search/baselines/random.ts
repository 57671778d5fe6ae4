/** Random search (Bergstra and Bengio 2012): every value of an axis as likely as any other. */
import { drawFree, takingTurns } from "./taking-turns.ts";

export const random = takingTurns("random", ({ problem: { space }, isTaken, random: source }) =>
  drawFree(space, isTaken, source),
);
