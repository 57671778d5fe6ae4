import type { Architecture } from "../architecture.ts";
import { mobilebertFlops, mobilebertParameters, mobilebertProblem } from "./mobilebert.ts";
import type { Template, Vocabulary } from "./template.ts";

/** The arithmetic of one student template. To add a template: a file beside mobilebert.ts and a line in `templates`. */
export interface TemplateFacts {
  readonly problem: (architecture: Architecture) => string | null;
  readonly parameters: (architecture: Architecture, template: Template, vocabulary: Vocabulary) => number;
  readonly flops: (architecture: Architecture, template: Template, batchSize: number, sequenceLength: number) => number;
}

export const templates: Readonly<Record<Template["name"], TemplateFacts>> = {
  mobilebert: { problem: mobilebertProblem, parameters: mobilebertParameters, flops: mobilebertFlops },
};
