import type { Scenario } from "../scenario.ts";

export const workshop: Scenario = {
  name: "workshop",
  occupations: [
    { title: "carpenter", tool: "saw", product: "chairs" },
    { title: "blacksmith", tool: "hammer", product: "horseshoes" },
    { title: "clockmaker", tool: "screwdriver", product: "clocks" },
    { title: "potter", tool: "wheel", product: "bowls" },
    { title: "shoemaker", tool: "awl", product: "boots" },
    { title: "tailor", tool: "thimble", product: "coats" },
  ],
  objects: [
    ["box", "wooden", "iron", "painted"],
    ["clock", "brass", "wooden", "silver"],
    ["vase", "blue", "clay", "white"],
    ["chair", "wooden", "red", "painted"],
    ["key", "iron", "silver", "golden"],
  ],
  slots: {
    material: ["oak", "iron", "leather", "clay", "brass"],
    client: ["mayor", "duchess", "judge", "miller", "bishop"],
    corner: ["bench", "shelf", "table", "anvil"],
  },
  openings: [
    "in a narrow street of {town} stood the workshop of {A:name}, the {occupation}",
    "{A:name} was a {occupation} and made {product} in a workshop in {town}",
    "the workshop of the {occupation} {A:name} smelled of {material} and smoke",
    "nobody in {town} made better {product} than {A:name}, the {occupation}",
  ],
  objectIntroductions: [
    "on the {corner} lay {o} that had to be repaired",
    "the {client} had ordered {o} for {day}",
    "{A} was working on {o} for the {client}",
    "beside the {corner} stood {o}, the last work of {A's} teacher",
    "the {client} had brought {o} and wanted it mended",
  ],
  early: [
    "{A} lit the stove and laid {A's} {tool} on the {corner}",
    "{A} [chose|measured] a good piece of {material} for the {product}",
    "there was a delivery of {material} from {far}",
    "{A} tied on an apron and cleaned {A's} {tool}",
    "{A} drew a plan of the {product} on a sheet of paper",
    "{number} {product} had to be finished before {day}",
    "dust from the {material} lay on the {corner} and the floor",
  ],
  middle: [
    "{A} worked with {A's} {tool} until the {material} had the right shape",
    "{A} [polished|painted] {o} until it shone",
    "sparks flew, and the noise of the {tool} filled the workshop",
    "{B} swept the floor and carried the {material} to the {corner}",
    "{A} showed {B:him} how to cut the {material} with the {tool}",
    "slowly {o} took shape under {A's} hands",
    "{B} held {o} while {A} fixed the last screw",
    "the {client} sent a servant to ask about {o}",
    "{A} made a mistake, threw the {material} away and began again",
  ],
  plots: [
    {
      causes: [
        "the handle of the {tool} broke in the middle of the work",
        "while {A} was working, {A's} {tool} broke into two pieces",
      ],
      effects: [
        "without the {tool} {A} could not finish {o}",
        "{A} looked for another {tool}, but there was none in the workshop",
        "the {client} was waiting for {o}, and there was no time to lose",
      ],
      reactions: [
        '"how can I work without a {tool}?" cried {A}',
        "{B} ran to the next workshop and asked for a {tool}",
      ],
      resolutions: [
        "{B} came back with a new {tool}, and the work went on",
        "{A} made a new handle of {material} and used the {tool} again",
        "a neighbour lent {A:him} a {tool} until the evening",
      ],
    },
    {
      causes: [
        "{B} dropped {o}, and it broke on the stone floor",
        "there was a crash, and {o} lay in pieces beside the {corner}",
      ],
      effects: [
        "the work of {number} days was lost in a moment",
        "{A} picked up the pieces of {o} and said nothing",
        "{B} turned pale and looked at the pieces",
      ],
      reactions: [
        '"it was my fault," said {B}',
        '"what shall we tell the {client}?" asked {B}',
        "{A} was {worry}, but it was too late for tears",
      ],
      resolutions: [
        "{A} glued the pieces together, and {o} looked like new",
        "{they} worked all night and made a new one of {material}",
        "the {client} was kind and gave {them} another week",
      ],
    },
    {
      causes: [
        "a spark from the stove fell into the dust and started a fire",
        "suddenly there was smoke, and a sack beside the {corner} burned",
      ],
      effects: [
        "the flames climbed up the wall behind the {corner}",
        "thick smoke filled the workshop, and {they} could hardly breathe",
        "{A} saved {o} first and carried it into the street",
      ],
      reactions: [
        '"bring water, quickly!" shouted {A}',
        "{B} fetched buckets of water from the well",
        "the neighbours made a line and passed buckets along",
      ],
      resolutions: [
        "soon the fire was out, and only the {corner} was black",
        "{they} put the fire out with sand and wet blankets",
        "the fire destroyed the {material}, but nobody was hurt",
      ],
    },
    {
      causes: [
        "inside {o} {A} found a folded paper with an old seal",
        "when {A} opened {o}, a hidden drawer sprang out",
      ],
      effects: [
        "on the paper somebody had drawn a plan of {town}",
        "in the drawer lay a ring and a letter to the {client}",
        "{A} called {B:him} and read the faded words aloud",
      ],
      reactions: [
        '"who could have hidden it?" asked {B}',
        "{they} wondered how long the secret had been there",
      ],
      resolutions: [
        "the {client} recognised the writing and began to cry",
        "{A} gave everything to the {client}, who thanked {A:him} warmly",
        "{they} brought it to the museum of {far}",
      ],
    },
  ],
  closings: [
    "the {client} was pleased with {o} and paid at once",
    "{A} hung {A's} {tool} on its hook and swept the workshop",
    "{A} wrapped {o} in a cloth and carried it to the {client}",
    "the stove went out, and the workshop of the {occupation} grew dark",
  ],
};
