import type { Plot } from "./scenario.ts";

/** Templates that fit into every scenario. */
export const companionIntroductions: readonly string[] = [
  "{A's} {relation} {B:name} [came along|had come] to help that day",
  "{B:name}, {A's} {relation}, [arrived|appeared] a little later with {snack}",
  "{A} did not work alone, for {A's} {relation} {B:name} was there too",
  "{A} asked {A's} {relation} {B:name} for help, and {B} agreed at once",
  "{B:name}, {A's} {relation}, had [promised|offered] to stay until the evening",
  "with {A:him} came {B:name}, {A's} {relation} from {far}",
  "{A's} {relation} {B:name} lived in {far} and visited {town} every {season}",
];

export const backgrounds: readonly string[] = [
  "{A} had [learned|begun] this work from {A's} [mother|father|uncle|aunt] {number} years before",
  "{A} was born in {far}, but {A} had lived in {town} for {number} years",
  "everybody in {town} knew {A:him} and trusted {A:him}",
  "{A} loved {A's} work as a {occupation}, although the days were long",
  "people in {town} said that no {occupation} was more [careful|patient] than {A:name}",
  "{A} never went to work without {A's} {tool}",
  "nobody in {town} used a {tool} as well as {A:name} did",
];

export const interludes: readonly string[] = [
  "{they} [rested|sat down] for a while and shared {snack} and hot {drink}",
  "{A} [drank|made] a cup of {drink} and looked out of the window",
  "{B} brought {snack}, and {they} ate together",
  '"you work too much," said {B}, but {A} only [smiled|laughed]',
  '"will you help me tomorrow?" asked {A}, and {B} nodded',
  '"where did you get {o}?" asked {B}',
  '"people in {far} talk about your {product}," said a {visitor+}',
  "{B} told a long story about {B's} [childhood|journey|life] in {far}",
  "{A} hummed an old song while {B} [listened|worked]",
  "{A} thought of {A's} home in {far} and [smiled|grew quiet]",
  "{A} put {A's} {tool} away and washed {A's} hands",
  "{B} borrowed {A's} {tool} and promised to be careful with it",
  "{A} looked at {o} again and [smiled|nodded]",
  "{A} showed {B:him} how to hold the {tool}",
];

export const petInterludes: readonly string[] = [
  "{A's} {pet} {petname} slept in the corner and did not care",
  "the {pet} {petname} followed {A:him} everywhere",
  "{petname} the {pet} [watched|waited] by the door as always",
  "{B} gave the {pet} some [water|bread], and {petname} was content",
];

export const commonPlots: readonly Plot[] = [
  {
    causes: [
      "{A} reached for {o}, but {o:it} was gone",
      "when {A} came back, {o} had disappeared",
      "{A} suddenly saw that {o} was missing",
    ],
    effects: [
      "{they} searched every {container} and looked under the table",
      "{A} asked everybody about {o}, but nobody had seen it",
      "{A} was {worry} and searched the whole place for {o}",
      "{B} looked behind the door and even in the street",
    ],
    reactions: [
      '"I had it in my hands this morning," said {A}',
      '"think about where you saw it last," said {B}',
      "{A} [sighed|sat down] and tried to remember the morning",
    ],
    resolutions: [
      "{B} found {o} at the bottom of a {container}",
      "a child came to the door with {o} and gave it back",
      "{o} had been in {A's} own {container} all the time, and {they} laughed",
      "the {pet} {petname} had carried {o} away and hidden it behind the {container}",
    ],
  },
  {
    causes: [
      "a letter arrived from {far}, and {A} opened it with {A's} {tool}",
      "the postman brought {A:him} a letter with a stamp from {far}",
    ],
    effects: [
      "the letter said that {A's} [uncle|aunt] in {far} was very ill",
      "{A} read the letter twice and then gave it to {B:him}",
      "in the letter an old friend asked {A:him} to come to {far} at once",
    ],
    reactions: [
      '"you must go to {far} tomorrow," said {B}',
      "{A} did not know what to do and walked up and down",
      "{A} was {worry} and could not [eat|work] any more",
    ],
    resolutions: [
      "{A} packed {o} into a bag and took the evening train to {far}",
      "{they} decided to travel to {far} together on {day+}",
      "{A} wrote a long answer and promised to visit {far} in {month}",
    ],
  },
  {
    causes: [
      "a {visitor} came in and asked for the price of {o}",
      "a {visitor} stood at the door and looked at {o} for a long time",
    ],
    effects: [
      "the {visitor} offered {number} coins for {o}",
      "the {visitor} said that {o} had once belonged to an aunt in {far}",
      "{A} did not want to sell {o}, but the {visitor} did not leave",
    ],
    reactions: [
      '"I cannot sell it," {A} told the {visitor}',
      '"it is only an old {thing}," said {B} to the {visitor}',
      "{they} talked about it in low voices while the {visitor} waited",
    ],
    resolutions: [
      "in the end {A} gave {o} to the {visitor} and took no money",
      "the {visitor} paid {number} coins and carried {o} away",
      "the {visitor} thanked {A:him} and went away without {o}",
      "{A} kept {o}, and the {visitor} bought some {product} instead",
    ],
  },
  {
    causes: [
      "{A} slipped on the wet floor and hurt {A's} [hand|arm|knee]",
      "{A} was not careful with {A's} {tool} and cut {A's} finger",
    ],
    effects: [
      "{B} ran to {A:him} at once and tied a clean cloth around it",
      "{A} could not hold {A's} {tool} any longer",
      "it hurt so much that {A} had to sit down",
    ],
    reactions: [
      '"keep still," said {B}, "I will get a doctor."',
      '"it is nothing," said {A}, but {A\'s} face was white',
    ],
    resolutions: [
      "{B} finished the work while {A} rested and watched",
      "a doctor came and told {A:him} to rest for {number} days",
      "after an hour the pain was gone, and {A} took {A's} {tool} again",
    ],
  },
  {
    causes: [
      "{they} began to quarrel about {o}",
      "{B} dropped {o}, and {A} shouted at {B:him}",
      "{B} had used {o} without asking, and {A} was {worry}",
    ],
    effects: [
      "for an hour {they} did not say a word to each other",
      "{B} left the room and banged the door",
      "{A} turned away and worked on in silence",
    ],
    reactions: [
      '"I am sorry," said {B} quietly',
      "{A} was sorry for the hard words",
      '"we are both tired," said {A} after a while',
    ],
    resolutions: [
      "{they} shook hands and were friends again",
      "{A} made some {drink}, and the quarrel was forgotten",
      "{B} cleaned {o} and put it back, and {A} smiled again",
    ],
  },
];

export const commonClosings: readonly string[] = [
  "{A} went home through the streets of {town}, tired but {feeling}",
  "{A} locked the door and put {o} back into the {container}",
  "{they} walked home together and talked about the day",
  "that night {A} slept well and dreamed of {far}",
  "{A} was {feeling} and told the whole story to {A's} family",
  "{B} went back to {far} the next {day+}, and {A} waved for a long time",
  "{A} wrote the story down and kept {o} on a shelf",
  '"it was a good day," said {A}, and {B} agreed',
];
