/** What a step must not do if it is to be recorded and repeated (`Step` in program.ts), as whoever wrote it is told. */
export const brokenRules = {
  reads: "a step that reads numbers back cannot be repeated",
  disposes: "a step must not dispose of tensors that it did not make",
  assigns: "a step must write variables in place, not assign to them",
  uploads: "a step must get numbers that change between runs as inputs, not upload them",
  overwrites: "a step must not write into numbers that it uploads",
  keeps: (count: number) => `a step must not keep tensors: ${count} are left`,
} as const;

/** Such a step runs all the same, through tfjs. */
export const warnOfUncaptured = (problem: string): void => console.warn(`a step runs uncaptured, so slower: ${problem}`);
