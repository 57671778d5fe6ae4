/** What can be timed: published architectures, and the students on a study's front. */
import type { BenchmarkSubject } from "../../lab/port.ts";
import { latestDeviceKey, paretoTrials } from "../../study/pareto.ts";
import type { Requirements } from "../../study/requirements.ts";
import type { Study } from "../../study/study.ts";
import { bertFlops } from "../../study/templates/bert.ts";
import { templates } from "../../study/templates/index.ts";
import { zoo, type ZooEntry } from "../../study/zoo.ts";
import { architectureText, trialName } from "../results/rows.ts";
import type { QueuedSubject } from "./queue.ts";

export interface Choice extends QueuedSubject {
  readonly id: string;
  readonly group: "published" | "own";
  /** Where its sizes come from, or what it is. */
  readonly note: string;
}

type Target = Pick<Requirements["target"], "batchSize" | "sequenceLength">;

/** Floating-point operations of one forward pass of a target batch. */
export function flopsOf(subject: BenchmarkSubject, { batchSize, sequenceLength }: Target): number {
  if (subject.kind === "bert") return bertFlops(subject, batchSize, sequenceLength);
  const { architecture, template } = subject;
  return templates[template.name].flops(architecture, template, batchSize, sequenceLength);
}

/** The front of a study on the device its latest trial ran on. */
export function ownChoices(study: Study | null, target: Target): readonly Choice[] {
  const deviceKey = study === null ? null : latestDeviceKey(study);
  if (study === null || deviceKey === null) return [];
  const choices = paretoTrials(study, deviceKey).map((trial): Choice => {
    const name = `${study.name}, ${trialName(trial).toLowerCase()}`;
    const subject: BenchmarkSubject = {
      kind: "mobilebert",
      name,
      architecture: trial.architecture,
      template: study.requirements.template,
    };
    return {
      id: `${study.id} ${trial.id}`,
      group: "own",
      note: architectureText(trial.architecture),
      subject,
      flops: flopsOf(subject, target),
    };
  });
  return choices.sort((one, other) => one.flops - other.flops);
}

/** Published architectures that even an emulated device times in seconds are picked to begin with. */
const smallFlops = 1e9;

export interface PublishedChoice extends Choice {
  readonly small: boolean;
}

export function publishedChoices(target: Target): readonly PublishedChoice[] {
  return zoo
    .map((entry): PublishedChoice => {
      const subject = subjectOf(entry);
      const flops = flopsOf(subject, target);
      return { id: entry.name, group: "published", note: entry.source, subject, flops, small: flops < smallFlops };
    })
    .sort((one, other) => one.flops - other.flops);
}

function subjectOf(entry: ZooEntry): BenchmarkSubject {
  return entry.kind === "bert"
    ? { kind: "bert", name: entry.name, ...entry.sizes }
    : { kind: "mobilebert", name: entry.name, ...entry.sizes };
}
