/** Refuses requirements that no study can meet, before any training is spent on them. */
import { Refused } from "../base/errors.ts";
import { axisLabels, axisNames } from "./architecture.ts";
import { boundWords, meets } from "./bounds.ts";
import { checkCandidates } from "./check-candidates.ts";
import { downstreamFacts } from "./downstream.ts";
import { isKnownMetric, knownMetrics, type KnownMetricName } from "./known-metrics.ts";
import { notMeasurable } from "./measurable.ts";
import { metrics, type MetricName } from "./metrics.ts";
import { parse, shown } from "./parse.ts";
import { requirementsSchema, type Constraint, type Requirements } from "./requirements.ts";
import { validSpace, type ValidSpace } from "./space.ts";
import { templates } from "./templates/index.ts";
import type { TeacherSummary } from "./study.ts";

/** Up to here every architecture is tried against all known constraints together. */
const enumerationLimit = 20_000;

function checkAxes({ space }: Requirements): void {
  for (const axis of axisNames)
    space[axis].forEach((value, index) => {
      const before = space[axis][index - 1];
      if (before === undefined || before < value) return;
      const problem =
        space[axis].indexOf(value) < index ? "appears twice" : `comes after ${before}, values must increase`;
      throw new Refused(`${axisLabels[axis].label}: a value ${problem}: ${value}`, `space.${axis}.${index}`);
    });
}

function checkSpace({ space, template }: Requirements, valid: ValidSpace): void {
  if (valid.count > 0) return;
  const axes = templates[template.name].jointAxes;
  const values = axes.map((axis) => `${axisLabels[axis].label.toLowerCase()} ${space[axis].join(", ")}`).join(" with ");
  throw new Refused(
    `no architecture of the design space can be built: the bottleneck must be divisible by the heads, got ${values}`,
    `space.${axes.at(-1) ?? axisNames[0]}`,
  );
}

function checkMeasurable(metric: MetricName, requirements: Requirements, field: string): void {
  const problem = notMeasurable(metric, requirements);
  if (problem !== null) throw new Refused(problem, field);
}

function checkObjectives(requirements: Requirements): void {
  const { objectives } = requirements;
  objectives.forEach(({ metric, direction }, index) => {
    const earlier = objectives.slice(0, index).find((other) => other.metric === metric);
    if (earlier !== undefined)
      throw new Refused(
        earlier.direction === direction
          ? `an objective appears twice: ${shown(metric)}`
          : `an objective cannot be minimised and maximised at once: ${shown(metric)}`,
        `objectives.${index}.metric`,
      );
    checkMeasurable(metric, requirements, `objectives.${index}.metric`);
  });
}

function checkConstraints(requirements: Requirements): void {
  const { constraints } = requirements;
  constraints.forEach(({ metric, bound, value }, index) => {
    const { label, most } = metrics[metric];
    const field = `constraints.${index}`;
    checkMeasurable(metric, requirements, `${field}.metric`);
    if (value < 0 || value > most)
      throw new Refused(
        `${label} lies between 0 and ${most}, so it cannot be ${boundWords[bound]} ${value}`,
        `${field}.value`,
      );
    if (bound === "atMost" && value === 0 && most === Infinity)
      throw new Refused(`${label} is above 0, so it cannot be at most ${value}`, `${field}.value`);
    for (const other of constraints.slice(0, index).filter((earlier) => earlier.metric === metric)) {
      if (other.bound === bound)
        throw new Refused(`${label} is bounded twice by ${boundWords[bound]}: ${value}`, `${field}.value`);
      const [least, greatest] = bound === "atLeast" ? [value, other.value] : [other.value, value];
      if (least > greatest)
        throw new Refused(`${label} cannot be at least ${least} and at most ${greatest}`, `${field}.value`);
    }
  });
}

function checkEarlyStopping({ earlyStopping }: Requirements): void {
  earlyStopping?.rungs.forEach((share, index, rungs) => {
    const before = rungs[index - 1];
    if (before !== undefined && share <= before)
      throw new Refused(`trials are judged ever later, so no share comes after a greater one or itself: ${share}`, `earlyStopping.rungs.${index}`);
  });
}

function checkDownstream({ downstream }: Requirements): void {
  downstream?.tasks.forEach(({ task }, index, tasks) => {
    if (tasks.findIndex((other) => other.task === task) < index)
      throw new Refused(`a study takes one set of examples of each task: ${shown(downstreamFacts(task).label)}`, `downstream.tasks.${index}`);
  });
}

type KnownConstraint = Constraint & { readonly metric: KnownMetricName };

const isKnown = (constraint: Constraint): constraint is KnownConstraint => isKnownMetric(constraint.metric);

/** @param teacher without one, nothing is known of the vocabulary and so nothing of the parameters */
function checkAttainable(requirements: Requirements, valid: ValidSpace, teacher: TeacherSummary | undefined): void {
  const { constraints } = requirements;
  const checked = constraints.filter(isKnown).filter(({ metric }) => teacher !== undefined || metric !== "parameters");
  if (checked.length === 0) return;
  const vocabulary = teacher ?? { vocabSize: 0, maxPositionEmbeddings: 0 };
  const metricsOf = (architecture: Parameters<typeof knownMetrics>[0]) =>
    knownMetrics(architecture, requirements, vocabulary);

  const corners = [...valid.corners()].map(metricsOf);
  for (const constraint of checked) {
    const { metric, bound, value } = constraint;
    const attainable = corners.map((corner) => corner[metric]);
    const best = bound === "atMost" ? Math.min(...attainable) : Math.max(...attainable);
    if (!meets(constraint, best))
      throw new Refused(
        `no architecture has ${metrics[metric].label} ${boundWords[bound]} that: ` +
          `the ${bound === "atMost" ? "smallest" : "largest"} of the design space has ${best}, got ${value}`,
        `constraints.${constraints.indexOf(constraint)}.value`,
      );
  }
  if (valid.count > enumerationLimit) return;
  for (let index = 0; index < valid.count; index++) {
    const known = metricsOf(valid.at(index));
    if (checked.every((constraint) => meets(constraint, known[constraint.metric]))) return;
  }
  const together = checked.map(({ metric, bound, value }) => `${metrics[metric].label} ${boundWords[bound]} ${value}`);
  throw new Refused(`no architecture meets these constraints together: ${together.join(", ")}`, "constraints");
}

function checkTeacher({ schedule, target }: Requirements, teacher: TeacherSummary): void {
  for (const [field, length] of [
    ["schedule.sequenceLength", schedule.sequenceLength],
    ["target.sequenceLength", target.sequenceLength],
  ] as const)
    if (length > teacher.maxPositionEmbeddings)
      throw new Refused(
        `the teacher knows ${teacher.maxPositionEmbeddings} positions, so a sequence cannot have ${length}`,
        field,
      );
}

/**
 * Checks what a schema cannot: that the requirements make sense together.
 * @param teacher when it is known; sequence lengths and parameter bounds are checked only then
 * @throws Refused with the field and, last in the message, the offending value
 */
export function checkRequirements(requirements: Requirements, teacher?: TeacherSummary): void {
  const { tasks } = requirements;
  const repeated = tasks.findIndex((task, index) => tasks.indexOf(task) < index);
  if (repeated >= 0) throw new Refused(`a task appears twice: ${shown(tasks[repeated])}`, `tasks.${repeated}`);
  checkAxes(requirements);
  const valid = validSpace(requirements);
  checkSpace(requirements, valid);
  checkObjectives(requirements);
  checkConstraints(requirements);
  checkEarlyStopping(requirements);
  checkDownstream(requirements);
  checkAttainable(requirements, valid, teacher);
  checkCandidates(requirements, teacher);
  if (teacher !== undefined) checkTeacher(requirements, teacher);
}

/**
 * Requirements out of untrusted data: the schema, then the check.
 * @throws Refused naming the field and the offending value
 */
export function parseRequirements(json: unknown, teacher?: TeacherSummary): Requirements {
  const requirements = parse(requirementsSchema, json, "requirements");
  checkRequirements(requirements, teacher);
  return requirements;
}
