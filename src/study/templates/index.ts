import type { Architecture, AxisName } from "../architecture.ts";
import {
  mobilebertActivations,
  mobilebertFlops,
  mobilebertHeadParameters,
  mobilebertJointAxes,
  mobilebertParameters,
  mobilebertProblem,
} from "./mobilebert.ts";
import type { Kernels, Template, Vocabulary } from "./template.ts";

/** The arithmetic of one student template. To add a template: a file beside mobilebert.ts and a line in `templates`. */
export interface TemplateFacts {
  readonly problem: (architecture: Architecture) => string | null;
  /** The axes `problem` reads; the others are free, so that a space of millions is counted without walking it. */
  readonly jointAxes: readonly AxisName[];
  /** Sizes never fall when an axis grows: the least and the most of a space are found at its corners. */
  readonly parameters: (architecture: Architecture, template: Template, vocabulary: Vocabulary) => number;
  readonly headParameters: (architecture: Architecture, template: Template, vocabulary: Vocabulary) => number;
  /** Numbers a token that a training step holds at its peak. */
  readonly activations: (architecture: Architecture, template: Template, sequenceLength: number, kernels: Kernels) => { embeddings: number; layer: number };
  readonly flops: (architecture: Architecture, template: Template, batchSize: number, sequenceLength: number) => number;
}

export const templates: Readonly<Record<Template["name"], TemplateFacts>> = {
  mobilebert: {
    problem: mobilebertProblem,
    jointAxes: mobilebertJointAxes,
    parameters: mobilebertParameters,
    headParameters: mobilebertHeadParameters,
    activations: mobilebertActivations,
    flops: mobilebertFlops,
  },
};
