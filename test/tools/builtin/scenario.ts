/** A kind of story: who works there, with what, what happens. Templates are in the narrator's notation. */
export interface Scenario {
  readonly name: string;
  readonly occupations: readonly Occupation[];
  /** The things a document can be about: noun, then the colours and materials it comes in. */
  readonly objects: readonly (readonly [noun: string, ...attributes: string[]])[];
  /** Lists of words of this scenario's own. */
  readonly slots: Readonly<Record<string, readonly string[]>>;
  /** Say who, what and where. */
  readonly openings: readonly string[];
  /** Bring the object in. */
  readonly objectIntroductions: readonly string[];
  readonly early: readonly string[];
  readonly middle: readonly string[];
  readonly plots: readonly Plot[];
  readonly closings: readonly string[];
}

export interface Occupation {
  readonly title: string;
  readonly tool: string;
  readonly product: string;
}

/** Something happens, has a consequence, and is settled. */
export interface Plot {
  readonly causes: readonly string[];
  readonly effects: readonly string[];
  readonly reactions: readonly string[];
  readonly resolutions: readonly string[];
}
