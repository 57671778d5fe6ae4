import type { Scenario } from "../scenario.ts";

export const hospital: Scenario = {
  name: "hospital",
  occupations: [
    { title: "doctor", tool: "stethoscope", product: "advice" },
    { title: "nurse", tool: "thermometer", product: "bandages" },
    { title: "surgeon", tool: "scalpel", product: "operations" },
    { title: "chemist", tool: "mortar", product: "pills" },
  ],
  objects: [
    ["blanket", "woollen", "grey", "blue"],
    ["bottle", "brown", "glass", "green"],
    ["bag", "black", "leather", "brown"],
    ["teddy bear", "brown", "yellow", "woollen"],
    ["mirror", "silver", "golden", "wooden"],
  ],
  slots: {
    illness: ["fever", "cough", "broken leg", "toothache", "sore throat"],
    patient: ["old miner", "little girl", "postman", "young mother", "fireman"],
    remedy: ["powder", "drops", "pills", "herb tea"],
    room: ["ward", "waiting room", "sick room", "east wing"],
  },
  openings: [
    "{A:name} worked as a {occupation} in the hospital of {town}",
    "the {occupation} {A:name} had the night shift in the hospital of {town}",
    "in the hospital of {town} everybody asked for {A:name}, the {occupation}",
    "{A:name} had been a {occupation} at the hospital in {town} for {number} years",
  ],
  objectIntroductions: [
    "beside the bed of the {patient} lay {o}",
    "the {patient} had brought {o} from home and would not let it go",
    "{A} carried {o} from bed to bed",
    "in the {room} somebody had forgotten {o}",
    "from a grateful family {A} had got {o}",
  ],
  early: [
    "{A} [visited|greeted] the patients in the {room} one after another",
    "a {patient} with a {illness} was waiting in the hospital",
    "{A} put on a white coat and picked up {A's} {tool}",
    "the {patient} complained of a {illness} and could not sleep",
    "the {room} of the hospital was clean and smelled of soap",
    "an ambulance brought the {patient} to the hospital",
    "{number} new patients had come to the {room} during the night",
  ],
  middle: [
    "{A} examined the {patient} with {A's} {tool}",
    "{A} gave the {patient} some {remedy} against the {illness}",
    "{B} changed the sheets and opened the curtains of the {room}",
    "the {patient} swallowed the {remedy} and made a face",
    "{A} wrote the name of the {illness} on a card",
    "the {patient} asked for {o}, and {B} brought it",
    "{B} held the hand of the {patient} and spoke softly",
    "the family of the {patient} came with flowers and {snack}",
    "{A} told the {patient} to drink hot {drink} and to rest",
  ],
  plots: [
    {
      causes: [
        "in the night the {patient} suddenly became worse",
        "the fever of the {patient} rose, and {B} called for {A:him}",
      ],
      effects: [
        "the {patient} breathed fast and did not know anybody",
        "{A} ran to the {room} and felt the pulse of the {patient}",
        "the {remedy} did not help any more",
      ],
      reactions: [
        '"bring me cold water and the {remedy}," said {A}',
        "{B} laid wet cloths on the forehead of the {patient}",
        "{they} stayed beside the bed until {daybreak}",
      ],
      resolutions: [
        "at {daybreak} the fever fell, and the {patient} slept quietly",
        "the {patient} opened both eyes and asked for {o}",
        "a new {remedy} from {far} saved the {patient}",
      ],
    },
    {
      causes: [
        "there was no more {remedy} in the whole hospital",
        "the {remedy} from {far} had not arrived",
      ],
      effects: [
        "without the {remedy} the {patient} could not get well",
        "{A} wrote to all the hospitals around {town}",
        "the pain of the {patient} grew worse every hour",
      ],
      reactions: [
        '"I will ride to {far} and get it," said {B}',
        "{A} looked into old books for another {remedy+}",
      ],
      resolutions: [
        "{B} came back with the {remedy} at midnight",
        "{A} mixed a new {remedy} of herbs, and it helped",
        "the chemist of {far} sent {number} bottles of {remedy} by train",
      ],
    },
    {
      causes: [
        "the {patient} refused to take the {remedy}",
        "the {patient} wanted to go home in spite of the {illness}",
      ],
      effects: [
        "the {patient} hid under the blanket and would not speak",
        "the {patient} threw the {remedy} out of the window",
        "{A} tried everything, but the {patient} only shook the head",
      ],
      reactions: [
        '"it tastes like old shoes," said the {patient}',
        "{B} sat down on the bed and told a funny story",
      ],
      resolutions: [
        "the {patient} laughed so much that the {remedy} went down easily",
        "{A} mixed the {remedy} with honey, and the {patient} took it",
        "for {o} the {patient} agreed to stay another week",
      ],
    },
  ],
  closings: [
    "the {illness} was gone, and the {patient} could leave the hospital",
    "{A} turned down the lamp in the {room} and wished the patients a good night",
    "the {patient} thanked {A:him} and shook {A's} hand",
    "{A} hung up the white coat and left the hospital, tired and {feeling}",
  ],
};
