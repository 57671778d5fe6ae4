import type { Scenario } from "../scenario.ts";

export const kitchen: Scenario = {
  name: "kitchen",
  occupations: [
    { title: "baker", tool: "scraper", product: "rolls" },
    { title: "cook", tool: "ladle", product: "stew" },
    { title: "innkeeper", tool: "corkscrew", product: "wine" },
    { title: "butcher", tool: "cleaver", product: "sausages" },
  ],
  objects: [
    ["kettle", "copper", "iron", "silver"],
    ["pan", "iron", "copper", "black"],
    ["bowl", "blue", "wooden", "clay"],
    ["spoon", "wooden", "silver", "golden"],
    ["apron", "white", "red", "blue"],
  ],
  slots: {
    dish: ["soup", "pie", "roast", "pudding", "omelette", "cake", "sauce"],
    ingredient: ["flour", "butter", "sugar", "salt", "cream", "rice", "cinnamon"],
    guest: ["wedding guests", "travellers", "musicians", "soldiers", "merchants"],
  },
  openings: [
    "{A:name} was a {occupation} and ruled the kitchen of the inn in {town}",
    "in the kitchen of the Golden Lion in {town} worked {A:name}, the {occupation}",
    "the {occupation} {A:name} was famous in {town} for {dish} and {product}",
    "{A:name}, the {occupation}, got up before {daybreak} to cook in an inn in {town}",
  ],
  objectIntroductions: [
    "above the stove hung {o}, the pride of the kitchen",
    "{A} took {o} from the shelf and wiped it with a cloth",
    "for the {dish} {A} always used {o}",
    "in a cupboard of the inn {A} found {o}",
    "the {guest} had sent {A:him} {o} as a present",
  ],
  early: [
    "{A} lit the fire and mixed {ingredient} with {ingredient+}",
    "today the {guest} had ordered {dish} for lunch",
    "{A} [kneaded|rolled] the dough with flour on both hands",
    "the smell of fresh {dish} filled the kitchen",
    "{B} washed the pots and [peeled|chopped] the onions",
    "{A} wrote {dish} on the board beside the kitchen door",
    "~there was enough {ingredient} for the {dish}, but hardly any {ingredient+}",
  ],
  middle: [
    "{A} tasted the {dish} and added a little {ingredient}",
    "the {dish} [boiled|cooked] slowly over the fire",
    "{B} carried the hot plates with {dish} to the {guest}",
    "{A} stirred the {ingredient} until it was smooth",
    "{B} set the table for the {guest} and folded the napkins",
    "steam rose from the pot, and the {dish} smelled wonderful",
    "{A} put the {dish} on the stove and looked at the clock",
    "the waiter came running because the {guest} were hungry",
    "{A} divided the {dish} between {number} plates",
  ],
  plots: [
    {
      causes: [
        "the {dish} burned while {A} was talking to the waiter",
        "black smoke rose from the stove, and the {dish} was burned",
      ],
      effects: [
        "the {dish} was as black as coal and nobody could eat it",
        "the whole kitchen was full of smoke, and {B} opened the window",
        "the {guest} were already sitting at the table and waiting",
      ],
      reactions: [
        '"we have only half an hour left," cried {A}',
        '"make something else, quickly," said {B}',
      ],
      resolutions: [
        "{A} made {dish+} from the rest, and the {guest} loved it",
        "{they} served cold {product} instead, and nobody complained",
        "{B} ran to another inn and came back with {dish+}",
      ],
    },
    {
      causes: [
        "{B} put salt into the {dish} instead of sugar",
        "somebody had taken the wrong jar, and the {dish} tasted terrible",
      ],
      effects: [
        "the {guest} tasted the {dish} and put their spoons down at once",
        "the {dish} came back from the table, and {A} did not know why",
        "{A} tried the {dish} and coughed",
      ],
      reactions: [
        '"what have you done to my {dish}?" cried {A}',
        "{B} looked at the two jars and turned red",
      ],
      resolutions: [
        "{A} laughed about it and cooked the {dish} again",
        "with cream and {ingredient} {A} saved the {dish}",
        "the {guest} forgave {them} and ordered {dish+}",
      ],
    },
    {
      causes: [
        "there was no {ingredient} left in the whole kitchen",
        "mice had eaten the {ingredient} in the cellar",
      ],
      effects: [
        "without {ingredient} {A} could not make the {dish}",
        "{A} searched the cellar and found only an empty sack",
        "the shops of {town} were closed, and the {guest} would come at noon",
      ],
      reactions: [
        '"a {dish} without {ingredient} is no {dish}," said {A}',
        "{B} took a basket and ran to the mill",
      ],
      resolutions: [
        "a neighbour lent {them} some {ingredient}, and the {dish} was saved",
        "{B} came back with {ingredient} just in time",
        "{A} used {ingredient+} instead, and the {dish} was better than ever",
      ],
    },
  ],
  closings: [
    "the {guest} praised the {dish} and asked for the recipe",
    "{A} washed {o} and hung it up above the stove",
    "after the last plate {A} sat down and ate some {dish}",
    "the fire in the kitchen went out, and {they} closed the inn",
  ],
};
