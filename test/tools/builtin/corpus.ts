import { createRandom, deriveSeed, type Random } from "../../../src/base/random.ts";
import { backgrounds, commonClosings, commonPlots, companionIntroductions, interludes, petInterludes } from "./common.ts";
import { connectives, type Gender, names, type Phase, relations, seasons, sizes, slots, towns, weathers } from "./lexicon.ts";
import { createNarrator, type World } from "./narrator.ts";
import type { Scenario } from "./scenario.ts";
import { scenarios } from "./scenarios/index.ts";

/** How often a sentence that allows it begins with a connective. */
const connectiveShare = 0.35;
/** Only these beginnings allow one; "~" before a template forbids it. */
const allowsConnective = /^(\{A\}|\{B\}|\{they\}|the|a) /;

interface Beat {
  readonly template: string;
  readonly phase: Phase;
  /** An event on the day of the story, not a description. */
  readonly event: boolean;
}

/**
 * Documents of 6 to 14 sentences, one sentence a line, a blank line after each document.
 * @param seed same seed, same text
 * @param sizeBytes the text ends with the first document that reaches this size
 * @param exclude documents that must not occur
 */
export function generateCorpus(seed: number, sizeBytes: number, exclude: ReadonlySet<string> = new Set()): string {
  const documents: string[] = [];
  for (let length = 0, index = 0; length < sizeBytes; index++) {
    const document = generateDocument(createRandom(deriveSeed(seed, "document", index))).join("\n");
    if (exclude.has(document)) continue;
    documents.push(document);
    length += document.length + 2;
  }
  return `${documents.join("\n\n")}\n`;
}

/** @returns the sentences of one story */
export function generateDocument(random: Random): readonly string[] {
  const scenario = pick(scenarios, random);
  const { world, weather } = createWorld(scenario, random);
  const narrator = createNarrator(world, random);
  let hour = 0;
  return planStory(scenario, weather, random).map(({ template, phase, event }, i) => {
    if (i === 0 || !event || !allowsConnective.test(template) || random.uniform() >= connectiveShare) {
      return narrator.tell(template.replace(/^~/, ""));
    }
    const fitting = connectives.filter((connective) => connective.phase === phase && (connective.hour ?? hour + 1) > hour);
    const connective = pick(fitting, random);
    hour = connective.hour ?? hour;
    return narrator.tell(template, connective.text);
  });
}

/** Who and where, a piece of work, something that happens and how it ends: in this order, with much left to chance. */
function planStory(scenario: Scenario, weather: string, random: Random): readonly Beat[] {
  const plan: Beat[] = [];
  const chance = (share: number) => random.uniform() < share;
  const some = (templates: readonly string[], most: number) => random.shuffled(templates).slice(0, 1 + random.integer(most));
  const happen = (phase: Phase, ...templates: string[]) => {
    for (const template of templates) plan.push({ template, phase, event: true });
  };
  const describe = (...templates: string[]) => {
    for (const template of templates) plan.push({ template, phase: "early", event: false });
  };
  const sky = weathers[weather];
  if (sky === undefined) throw new RangeError(`no sentences about this weather: ${JSON.stringify(weather)}`);

  const opening = pick(scenario.openings, random);
  if (chance(0.2)) describe(pick(sky.first, random), opening);
  else if (chance(0.25)) describe(opening, pick(sky.first, random));
  else describe(opening);
  if (chance(0.25)) describe(pick(backgrounds, random));
  const introductions = [pick(scenario.objectIntroductions, random), pick(companionIntroductions, random)];
  const early = some(scenario.early, 2);
  if (chance(0.4)) {
    describe(...introductions);
    happen("early", ...early);
  } else {
    happen("early", ...early.slice(0, 1));
    describe(...random.shuffled(introductions));
    happen("early", ...early.slice(1));
  }

  happen("middle", ...some(scenario.middle, 2));
  if (chance(0.35)) happen("middle", pick(chance(0.2) ? petInterludes : interludes, random));
  const plot = pick(chance(0.65) ? scenario.plots : commonPlots, random);
  happen("middle", pick(plot.causes, random), pick(plot.effects, random));
  if (chance(0.25)) describe(pick(sky.later, random));
  if (chance(0.6)) happen("middle", pick(plot.reactions, random));
  happen("late", pick(plot.resolutions, random));
  if (chance(0.2)) happen("late", pick(interludes, random));
  if (chance(0.85)) happen("late", pick(chance(0.6) ? scenario.closings : commonClosings, random));
  return plan.slice(0, 14);
}

function createWorld(scenario: Scenario, random: Random): { world: World; weather: string } {
  const gender = (): Gender => (random.uniform() < 0.5 ? "female" : "male");
  const [first, second] = [gender(), gender()];
  const name = pick(names[first], random);
  const occupation = pick(scenario.occupations, random);
  const relation = pick(
    relations[second].filter((candidate) => first !== second || !/^(wife|husband)$/.test(candidate)),
    random,
  );
  const [town = "", far = ""] = random.shuffled(towns);
  const season = pick(seasons, random);
  const [noun, ...attributes] = pick(scenario.objects, random);
  return {
    weather: pick(season.weathers, random),
    world: {
      persons: {
        A: { name, gender: first, description: `the ${occupation.title}` },
        B: { name: pick(names[second].filter((other) => other !== name), random), gender: second, description: relation },
      },
      object: { noun, size: pick(sizes, random), attribute: pick(attributes, random) },
      slots: {
        ...slots,
        ...scenario.slots,
        town: [town],
        far: [far],
        occupation: [occupation.title],
        tool: [occupation.tool],
        product: [occupation.product],
        relation: [relation],
        thing: [noun],
        season: [season.name],
        month: season.months,
      },
    },
  };
}

function pick<T>(items: readonly T[], random: Random): T {
  const item = items[random.integer(items.length)];
  if (item === undefined) throw new RangeError("nothing to choose from");
  return item;
}
