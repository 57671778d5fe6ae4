import type { Scenario } from "../scenario.ts";

export const theatre: Scenario = {
  name: "theatre",
  occupations: [
    { title: "actor", tool: "script", product: "jokes" },
    { title: "director", tool: "megaphone", product: "plays" },
    { title: "dressmaker", tool: "needle", product: "costumes" },
    { title: "stagehand", tool: "lever", product: "scenery" },
  ],
  objects: [
    ["crown", "golden", "paper", "silver"],
    ["cloak", "woollen", "black", "red"],
    ["sword", "wooden", "silver", "golden"],
    ["curtain", "red", "silk", "blue"],
    ["wig", "white", "black", "yellow"],
  ],
  slots: {
    play: ["The Lost Prince", "Winter King", "A Night in May", "The Blue Door"],
    role: ["king", "queen", "ghost", "servant", "witch"],
    place: ["dressing room", "balcony", "costume room"],
  },
  openings: [
    "{A:name} was a {occupation} at the theatre of {town}",
    "the theatre of {town} was playing {play}, and {A:name} was its {occupation}",
    "tonight the {occupation} {A:name} would bring {play} to the theatre of {town}",
    "for {number} years the {occupation} {A:name} had worked for the theatre in {town}",
  ],
  objectIntroductions: [
    "for the role of the {role} the theatre needed {o}",
    "in the {place} {A} found {o} from an older play",
    "in the second act of {play} the {role} wears {o}",
    "{A} had paid a lot of money for {o}",
    "between the costumes hung {o}",
  ],
  early: [
    "the actors met on the stage to practise {play}",
    "{A} [learned|studied] the words of the {role} by heart",
    "posters for {play} hung on every wall of {town}",
    "in the {place} the actors painted their faces",
    "{A} checked the lamps and the ropes above the stage",
    "the {role} in {play} was played by a man from {far}",
    "all the tickets for {play} were sold before {day}",
  ],
  middle: [
    "the audience [clapped|laughed] when the {role} came onto the stage",
    "{A} whispered the next words to the {role}",
    "{B} watched {play} from the {place} and did not move",
    "in the first act the {role} sings to the moon",
    "{A} changed costumes so fast that nobody noticed",
    "the music began, and the {role} danced across the stage",
    "{B} sewed a button on the coat of the {role}",
    "after the second act the audience drank {drink} in the hall",
    "behind the stage {A} waited with the {tool}",
  ],
  plots: [
    {
      causes: [
        "an hour before the play the {role} lost the voice",
        "the actor who played the {role} fell down the stairs",
      ],
      effects: [
        "without the {role} they could not play {play}",
        "the audience was already sitting in the theatre",
        "{A} ran to the {place} and asked who knew the words of the {role}",
      ],
      reactions: [
        '"I know every word of the {role}," said {B} quietly',
        '"we cannot send the audience home," said {A}',
      ],
      resolutions: [
        "{B} put on the costume and played the {role} very well",
        "{A} played the {role} with the script in one hand",
        "the {role} came back with a scarf and whispered the words",
      ],
    },
    {
      causes: [
        "in the middle of {play} {o} fell onto the stage",
        "the {role} forgot the words in the middle of the second act",
      ],
      effects: [
        "for a moment nobody on the stage said a word",
        "the audience began to laugh, though it was a sad scene",
        "{A} turned pale behind the curtain",
      ],
      reactions: [
        '"go on, go on," whispered {A} from the {place}',
        "the {role} picked it up and bowed as if it were planned",
      ],
      resolutions: [
        "the {role} made a joke, and the audience clapped",
        "{A} gave a sign, and the music started again",
        "the next day the newspaper of {town} praised this scene most of all",
      ],
    },
    {
      causes: [
        "people in {town} said that a ghost lived in the {place}",
        "strange steps were heard in the {place} every night",
      ],
      effects: [
        "the {role} refused to go into the {place} alone",
        "{A} took a lamp and waited in the {place} until midnight",
        "something white moved behind the costumes",
      ],
      reactions: [
        '"who is there?" called {A} with a shaking voice',
        "{B} held {o} in front of {B:self} like a shield",
      ],
      resolutions: [
        "the ghost was only the {pet} {petname} in a white shirt",
        "it was an old actor who slept in the {place}, and {A} gave him a room",
        "it was the wind in the curtains, and {they} laughed about it",
      ],
    },
  ],
  closings: [
    "the curtain fell, and the audience of {town} stood up and cheered",
    "flowers flew onto the stage, and the {role} bowed {number} times",
    "when the lights went out, {A} sat alone in the {place}",
    "the next evening they played {play} in {far}",
  ],
};
