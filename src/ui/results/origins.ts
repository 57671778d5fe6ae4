/** Where suggestions come from, for someone who knows no search. */
interface Origin {
  readonly short: string;
  /** The reason, in a sentence. */
  readonly long: string;
}

const origins: Readonly<Record<string, Origin>> = {
  "space-filling": {
    short: "Picked to cover the design space",
    long: "Picked to cover the design space: the first trials are spread out, so that the model sees all of it.",
  },
  model: {
    short: "Proposed by the search model",
    long: "Proposed by the search model: of all the architectures left, it expected this one to add most to the front.",
  },
  exploration: {
    short: "Picked where the search model knows little",
    long: "Picked where the search model knows little: now and then a trial is spent on learning instead of winning.",
  },
  repeat: {
    short: "Tried again to be sure",
    long: "Tried again to be sure: measurements left open whether this student belongs on the front; its trials count together.",
  },
  "earlier study": {
    short: "Among the best by an earlier study",
    long: "Among the best by an earlier study: some of the first trials look where that study expects the best trade-offs.",
  },
  person: { short: "Picked by a person", long: "Picked by a person, not by the search." },
};

export function originOf(origin: string): Origin {
  return origins[origin] ?? { short: `Suggested by ${origin}`, long: `Suggested by ${origin}.` };
}
