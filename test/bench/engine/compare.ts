/** Subjects measured beside one another, so that what disturbs one disturbs the other. */
import type { Realm } from "./realms/realm.ts";
import { batchCount, scales, trialStepsOf } from "./scale.ts";
import type { Order, Reading, SubjectName } from "./session.ts";
import { msARepetition } from "./subjects/subject.ts";

export interface Measured extends Reading {
  /** The least of the rounds. */
  readonly ms: number;
}

export interface Plan {
  /** Runs of each subject, in turn. */
  readonly rounds: number;
  /** Milliseconds of one. */
  readonly budgetMs: number;
  /** Before any is timed. Steps that compile, record, and ask the teacher, each batch at least once, unless told. */
  readonly warmUpRuns?: number;
}

/** One after another opened, then in turn repeated. Dispatches and bound bytes are those of one repetition. */
export async function compare(realm: Realm, orders: readonly Order[], { rounds, budgetMs, warmUpRuns = batchCount + 1 }: Plan): Promise<Measured[]> {
  const subjects = [];
  for (const order of orders) {
    const session = await realm.open(order);
    for (let i = 0; i < warmUpRuns; i++) await session.run(0);
    subjects.push({ session, before: await session.read(), ms: Infinity, repetitions: 0 });
  }
  for (let round = 0; round < rounds; round++) {
    for (const subject of subjects) {
      const run = await subject.session.run(budgetMs);
      subject.ms = Math.min(subject.ms, msARepetition(run));
      subject.repetitions += run.repetitions;
    }
  }
  const measured = [];
  for (const { session, before, ms, repetitions } of subjects) {
    const after = await session.read();
    measured.push({
      ...after,
      ms,
      dispatches: (after.dispatches - before.dispatches) / repetitions,
      boundBytes: (after.boundBytes - before.boundBytes) / repetitions,
    });
    await session.close();
  }
  return measured;
}

export interface Compared {
  readonly ours: Measured;
  readonly theirs: Measured;
}

async function compareTwo(realm: Realm, names: readonly [SubjectName, SubjectName], order: Omit<Order, "subject">, plan: Plan): Promise<Compared> {
  const [ours, theirs] = await compare(realm, names.map((subject) => ({ ...order, subject })), plan);
  if (ours === undefined || theirs === undefined) throw new Error(`two subjects were asked for: ${names.join(", ")}`);
  return { ours, theirs };
}

/** Losses of one student in single precision; the teacher's words are kept in fewer digits. */
const sameLoss = 1e-3;

/** @throws Error where the two do not train the same student */
export async function compareTraining(realm: Realm, whose: "plain" | "jax", order: Omit<Order, "subject">, plan: Plan): Promise<Compared> {
  const compared = await compareTwo(realm, ["our training", `${whose} training`], order, plan);
  const [ours, theirs] = [compared.ours.firstLoss ?? Number.NaN, compared.theirs.firstLoss ?? Number.NaN];
  if (!(Math.abs(ours - theirs) <= sameLoss * Math.abs(theirs))) {
    throw new Error(`our first loss must be that of the other engine (${whose}), ${theirs}, got ${ours}`);
  }
  return compared;
}

export const compareForward = (realm: Realm, order: Omit<Order, "subject">, plan: Plan): Promise<Compared> =>
  compareTwo(realm, ["our forward", "plain forward"], order, plan);

/** Milliseconds of a whole training, with the teacher's outputs kept and with the teacher running. */
export interface ComparedTrials {
  readonly withOutputs: number;
  readonly withTeacher: number;
}

/**
 * Both trainings in turn, step by step: they take minutes, in which a machine changes its pace. The first ones, which
 * compile and fill the cache, do not count; of each step that which took least does.
 */
export async function compareTrials(realm: Realm, order: Omit<Order, "subject">, rounds: number): Promise<ComparedTrials> {
  const [kept, run] = [
    await realm.open({ ...order, subject: "our trial with outputs" }),
    await realm.open({ ...order, subject: "our trial with teacher" }),
  ];
  const steps = Array.from({ length: trialStepsOf(scales[order.scale]) }, () => ({ withOutputs: Infinity, withTeacher: Infinity }));
  for (let round = 0; round <= rounds; round++) {
    for (const step of steps) {
      const [withOutputs, withTeacher] = [msARepetition(await kept.run(0)), msARepetition(await run.run(0))];
      if (round === 0) continue;
      step.withOutputs = Math.min(step.withOutputs, withOutputs);
      step.withTeacher = Math.min(step.withTeacher, withTeacher);
    }
  }
  await kept.close();
  await run.close();
  const sum = (of: keyof ComparedTrials) => steps.reduce((ms, step) => ms + step[of], 0);
  return { withOutputs: sum("withOutputs"), withTeacher: sum("withTeacher") };
}
