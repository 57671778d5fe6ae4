import type { Scenario } from "../scenario.ts";

export const market: Scenario = {
  name: "market",
  occupations: [
    { title: "grocer", tool: "scoop", product: "vegetables" },
    { title: "florist", tool: "ribbon", product: "flowers" },
    { title: "fishmonger", tool: "knife", product: "fish" },
    { title: "merchant", tool: "ledger", product: "cloth" },
  ],
  objects: [
    ["umbrella", "green", "red", "blue"],
    ["purse", "leather", "brown", "black"],
    ["coin", "silver", "golden", "copper"],
    ["jar", "glass", "blue", "clay"],
    ["bell", "brass", "copper", "silver"],
  ],
  slots: {
    goods: ["apples", "pears", "onions", "carrots", "cherries", "cabbages", "eggs"],
    spot: ["fountain", "church", "town hall", "bridge", "old well"],
    customer: ["cook", "lady", "farmer", "teacher", "boy", "innkeeper"],
  },
  openings: [
    "{A:name} was a {occupation} who sold {product} on the market of {town}",
    "every {day} {A:name}, the {occupation}, [set up|opened] a stall on the market square of {town}",
    "{A:name} had the [best|smallest|oldest] stall on the market of {town} and sold {product} as a {occupation}",
    "on market day the {occupation} {A:name} came to {town} with a cart full of {product}",
  ],
  objectIntroductions: [
    "over the stall hung {o}, so that every customer could find it",
    "{A} kept {o} beside the scales for good luck",
    "under the table {A} found {o} that somebody had left there",
    "{A} had bought {o} from a trader from {far}",
    "an old trader had given {A:him} {o} in exchange for {goods}",
  ],
  early: [
    "{A} [arranged|piled up] the {goods} in front of the stall beside the {spot}",
    "{A} unloaded the cart and [counted|weighed] the {goods}",
    "the market square near the {spot} was full of [noise|people] and baskets",
    "{A} wrote the prices of the {goods} and the {product} on a board",
    "{A} [called|shouted] to the people that the {goods} were fresh",
    "the first customer was a {customer} who wanted {number} pounds of {goods}",
    "traders from {far} built their stalls around the {spot}",
  ],
  middle: [
    "a {customer} [tasted|touched] the {goods} and asked for a lower price",
    "{A} weighed the {goods} and put them into the {customer+}'s basket",
    "{B} carried a sack of {goods} to the cart of the {customer}",
    "there was a long line of customers in front of {A's} stall",
    "the {customer} paid with {number} coins and [took|carried] the {goods} home",
    "{A} sold all the {product} before the bells of the church rang",
    "{B} watched the stall while {A} bought {goods+} for the family",
    "at the next stall a trader sold {goods+} and laughed loudly",
    "~{A} never cheated, and the {customer} knew it",
  ],
  plots: [
    {
      causes: [
        "suddenly a thief took the money box from {A's} stall",
        "a boy in a grey cap snatched the purse of the {customer} and ran",
      ],
      effects: [
        "{A} shouted for help and ran after the thief across the market",
        "the thief ran past the {spot} and pushed the people aside",
        "the {goods} rolled over the ground, and everybody screamed",
      ],
      reactions: [
        '"stop the thief!" shouted {A}',
        "{B} jumped over a cart and followed the thief towards the {spot}",
        "a policeman heard the noise and blew his whistle",
      ],
      resolutions: [
        "the thief fell over a basket of {goods+}, and the policeman caught him",
        "{B} caught the thief near the {spot} and brought the money back",
        "the thief dropped the money by the {spot} and escaped",
      ],
    },
    {
      causes: [
        "a wheel of the cart broke, and all the {goods} fell into the street",
        "a horse bolted and ran into the stall, and the {goods} were scattered",
      ],
      effects: [
        "the {goods} lay in the mud, and nobody wanted to buy them",
        "half of the {goods} were [crushed|spoiled] under the wheels",
        "{A} stood before the broken stall and was close to tears",
      ],
      reactions: [
        "{they} picked up the {goods} one by one",
        "the {customer} put down a basket and helped {them}",
        '"we can still make soup of it," said {B}',
      ],
      resolutions: [
        "{A} sold the rest of the {goods} for half the price",
        "the other traders gave {A:him} some of their own {goods}",
        "the owner of the horse paid for the {goods} and the stall",
      ],
    },
    {
      causes: [
        "a {customer} said that the scales of {A:name} were wrong",
        "the {customer} came back and complained about the {goods}",
      ],
      effects: [
        "a crowd gathered around the stall to hear the quarrel",
        "{A} weighed the {goods} again before everybody's eyes",
        "other customers put their {goods} back and waited",
      ],
      reactions: [
        '"my scales are honest," said {A} to the {customer}',
        '"I have bought here for {number} years," said an old lady',
      ],
      resolutions: [
        "the scales were right, and the {customer} turned red and paid",
        "{A} gave the {customer} a few {goods} more, and peace returned",
        "the {customer} [apologised|laughed] and bought some {product} too",
      ],
    },
  ],
  closings: [
    "when the market closed, only {number} {goods} were left on the stall",
    "{A} folded the cloth, loaded the cart and counted the coins",
    "the square by the {spot} was empty, and a few {goods} lay on the ground",
    "{A} gave the last {goods} to a poor {visitor} and went home",
  ],
};
