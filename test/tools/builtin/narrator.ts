/**
 * Turns templates into sentences and keeps track of who and what was mentioned, so that later sentences refer back.
 *
 *   [one|two]     one of the alternatives
 *   {A} {B}       the main person, the companion: name, pronoun or description, whichever reads clearly here
 *   {A's} {A:him} {A:self} {A:name}   possessive, object, reflexive, always the name
 *   {they} {them} {their}   both persons
 *   {o} {o:it}    the main object: "a small green lamp", then "the green lamp"; "it" where that is clear
 *   {word}        a word from a list, the same one throughout the document
 *   {word+}       another word from that list, a new one each time
 */
import type { Random } from "../../../src/base/random.ts";
import type { Gender } from "./lexicon.ts";

export interface Person {
  readonly name: string;
  readonly gender: Gender;
  /** "the baker"; for the companion "brother", said as "Mara's brother". */
  readonly description: string;
}

export interface Thing {
  readonly noun: string;
  readonly size: string;
  /** A colour or a material. */
  readonly attribute: string;
}

export interface World {
  readonly persons: Readonly<Record<PersonKey, Person>>;
  readonly object: Thing;
  readonly slots: Readonly<Record<string, readonly string[]>>;
}

export type PersonKey = "A" | "B";
type Form = "subject" | "possessive" | "him" | "self" | "name";

export interface Narrator {
  /** @param connective may be put in front ("later", "that morning") */
  tell(template: string, connective?: string): string;
}

const pronouns: Readonly<Record<Gender, Readonly<Record<Exclude<Form, "name">, string>>>> = {
  female: { subject: "she", possessive: "her", him: "her", self: "herself" },
  male: { subject: "he", possessive: "his", him: "him", self: "himself" },
};

const otherOf = (key: PersonKey): PersonKey => (key === "A" ? "B" : "A");

export function createNarrator(world: World, random: Random): Narrator {
  let sentence = 0;
  const mentioned: Record<PersonKey, number> = { A: Number.NEGATIVE_INFINITY, B: Number.NEGATIVE_INFINITY };
  /** The persons mentioned in the sentence being told, in order. */
  let here: PersonKey[] = [];
  let objectMentioned = Number.NEGATIVE_INFINITY;
  const chosen = new Map<string, string>();
  const pick = <T>(items: readonly T[]): T => items[random.integer(items.length)] as T;

  const isClear = (key: PersonKey) => {
    const rival = world.persons[otherOf(key)].gender === world.persons[key].gender;
    return mentioned[key] >= sentence - 1 && !(rival && mentioned[otherOf(key)] >= sentence - 1);
  };

  const readsAsPronoun = (key: PersonKey, form: Exclude<Form, "name">) => {
    if (form === "self") return true;
    const isSubject = here[0] === key;
    if (isSubject && (form === "possessive" || isClear(key))) return true;
    return isClear(key) && random.uniform() < 0.8;
  };

  const person = (key: PersonKey, form: Form): string => {
    const { gender, name, description } = world.persons[key];
    const inFull = () => {
      if (form === "name" || !Number.isFinite(mentioned[key]) || random.uniform() < 0.75) return name;
      return key === "A" ? description : `${person("A", "possessive")} ${description}`;
    };
    const said = () => (form === "possessive" ? `${inFull()}'s` : inFull());
    const text = form !== "name" && readsAsPronoun(key, form) ? pronouns[gender][form] : said();
    mentioned[key] = sentence;
    if (!here.includes(key)) here.push(key);
    return text;
  };

  const both = (form: "they" | "them" | "their"): string => {
    const clear = form === "their" || (mentioned.A >= sentence - 2 && mentioned.B >= sentence - 2);
    mentioned.A = mentioned.B = sentence;
    here.push("A", "B");
    return clear ? form : `${world.persons.A.name} and ${world.persons.B.name}`;
  };

  const object = (mayBeIt: boolean): string => {
    const { noun, size, attribute } = world.object;
    const first = !Number.isFinite(objectMentioned);
    const recent = objectMentioned >= sentence - 1;
    objectMentioned = sentence;
    if (first) return `a ${size} ${attribute} ${noun}`;
    if (mayBeIt && recent) return "it";
    return random.uniform() < 0.65 ? `the ${attribute} ${noun}` : `the ${noun}`;
  };

  const word = (name: string, fresh: boolean): string => {
    const list = world.slots[name];
    if (list === undefined) throw new RangeError(`no such list: ${JSON.stringify(name)}`);
    const known = chosen.get(name);
    if (fresh) return pick(list.filter((item) => item !== known));
    if (known !== undefined) return known;
    const item = pick(list);
    chosen.set(name, item);
    return item;
  };

  const resolve = (slot: string): string => {
    switch (slot) {
      case "A":
      case "B":
        return person(slot, "subject");
      case "A's":
        return person("A", "possessive");
      case "B's":
        return person("B", "possessive");
      case "A:him":
      case "A:self":
      case "A:name":
      case "B:him":
      case "B:self":
      case "B:name":
        return person(slot.startsWith("A") ? "A" : "B", slot.slice(2) as Form); // the cases list the forms
      case "they":
      case "them":
      case "their":
        return both(slot);
      case "o":
        return object(false);
      case "o:it":
        return object(true);
      default:
        return slot.endsWith("+") ? word(slot.slice(0, -1), true) : word(slot, false);
    }
  };

  return {
    tell(template, connective) {
      sentence++;
      here = [];
      const prefix = connective === undefined ? "" : `${connective}${random.uniform() < 0.5 ? "," : ""} `;
      const fill = (text: string): string => text.replace(/\{([^{}]+)\}/g, (_, slot: string) => resolve(slot));
      const chosenAlternatives = (prefix + template).replace(/\[([^[\]]*)\]/g, (_, options: string) => pick(options.split("|")));
      // A word from a list may itself have slots.
      return finish(fill(fill(chosenAlternatives)));
    },
  };
}

/** Articles, spaces, capital letter, full stop. */
function finish(text: string): string {
  const spaced = text.replace(/\s+/g, " ").replace(/ ([,.])/g, "$1").trim();
  const articles = spaced.replace(/\b([Aa]) (?=(?:[aeio]|u(?!ni|se)|hour|[AEIO])[a-z])/g, "$1n ").replace(/\ban (?=one\b)/g, "a ");
  const ended = /[.!?]"?$/.test(articles) ? articles : articles.replace(/"?$/, '.$&');
  return ended.replace(/^"?[a-z]/, (beginning) => beginning.toUpperCase());
}
