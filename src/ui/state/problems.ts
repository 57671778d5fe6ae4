import * as v from "valibot";
import { messageOf, Refused } from "../../base/errors.ts";
import { checkRequirements } from "../../study/check.ts";
import { requirementsSchema, type Requirements } from "../../study/requirements.ts";
import type { TeacherSummary } from "../../study/study.ts";

/** What is wrong with a draft, by the dotted path of the field: "schedule.batchSize". */
export type Problems = ReadonlyMap<string, string>;

type Issue = v.InferIssue<typeof requirementsSchema>;

/** What the schema says, in words for the person who typed the value. */
function wordsOf(issue: Issue): string {
  switch (issue.type) {
    case "number":
      return "a number is needed here";
    case "integer":
      return `a whole number is needed here, not ${issue.input}`;
    case "min_value":
      return `at least ${issue.requirement}, not ${issue.input}`;
    case "max_value":
      return `at most ${issue.requirement}, not ${issue.input}`;
    case "gt_value":
      return `more than ${issue.requirement}, not ${issue.input}`;
    case "min_length":
      return "at least one is needed here";
    case "max_length":
      return `at most ${issue.requirement} fit here`;
    default:
      return issue.message;
  }
}

/**
 * What keeps a draft from being started: the first problem of each field as the schema sees it or, where every field is
 * fine alone, the first thing that does not go together.
 */
export function problemsOf(requirements: Requirements, teacher: TeacherSummary | null): Problems {
  const result = v.safeParse(requirementsSchema, requirements);
  const problems = new Map<string, string>();
  for (const issue of result.issues ?? []) {
    const path = v.getDotPath(issue) ?? "";
    if (!problems.has(path)) problems.set(path, wordsOf(issue));
  }
  if (problems.size > 0) return problems;
  try {
    checkRequirements(requirements, teacher ?? undefined);
  } catch (thrown) {
    problems.set(thrown instanceof Refused ? (thrown.field ?? "") : "", messageOf(thrown));
  }
  return problems;
}

/** The problem of a field or of anything inside it ("space.hiddenSize" finds "space.hiddenSize.2"). */
export function problemOf(problems: Problems, path: string): string | null {
  for (const [field, message] of problems) if (field === path || field.startsWith(`${path}.`)) return message;
  return null;
}
