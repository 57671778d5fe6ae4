import type { Scenario } from "../scenario.ts";

export const voyage: Scenario = {
  name: "voyage",
  occupations: [
    { title: "captain", tool: "compass", product: "charts" },
    { title: "sailmaker", tool: "knife", product: "sails" },
    { title: "fisher", tool: "net", product: "herring" },
    { title: "pilot", tool: "telescope", product: "maps" },
  ],
  objects: [
    ["lantern", "brass", "iron", "green"],
    ["chest", "wooden", "iron", "black"],
    ["flag", "blue", "white", "red"],
    ["bottle", "glass", "green", "brown"],
    ["map", "paper", "yellow", "painted"],
  ],
  slots: {
    ship: ["Swallow", "Morning Star", "Sea Rose", "Dolphin"],
    cargo: ["wool", "salt", "grain", "barrels", "coal", "rope"],
    coast: ["island", "lighthouse", "cliff", "bay"],
    sea: ["gulls", "whales", "dolphins"],
  },
  openings: [
    "{A:name} was the {occupation} of the {ship}, a ship from {town}",
    "the {occupation} {A:name} went on board the {ship} in the harbour of {town}",
    "for {number} years {A:name} had sailed on the {ship} as a {occupation}",
    "the {ship} left the harbour of {town} with {A:name}, the {occupation}, on board",
  ],
  objectIntroductions: [
    "in the cabin {A} kept {o} from an earlier voyage",
    "on deck stood {o} that belonged to {A:him}",
    "{A} had hung {o} beside the door of the cabin",
    "among the {cargo} the sailors found {o}",
    "before the voyage an old sailor had given {A:him} {o}",
  ],
  early: [
    "the sailors [loaded|stowed] the {cargo} and pulled up the anchor",
    "~the {ship} carried {cargo} to the harbour of {far}",
    "{A} checked the ropes and the sails of the {ship}",
    "the {ship} [passed|left] the {coast} and reached the open sea",
    "{A} stood on deck with {A's} {tool} and looked at the waves",
    "{sea} followed the ship as it sailed past the {coast}",
    "~the crew of the {ship} had {number} men and a cook",
  ],
  middle: [
    "the waves grew higher, and the {ship} rolled from side to side",
    "{A} [used|needed] {A's} {tool} every hour of the voyage",
    "the sailors sang on deck and watched the {sea} in the water",
    "for {number} days they saw nothing but water and {sea}",
    "{B} climbed the mast and looked for the {coast} of {far}",
    "the cook of the {ship} served {snack} and hot {drink} to the crew",
    "at night {A} watched the stars and steered the {ship} to the south",
    "{B} was seasick and lay in the cabin under a blanket",
    "{A} wrote about the voyage and the {sea} in the log book",
  ],
  plots: [
    {
      causes: [
        "a storm came up from the west, and the sky turned black",
        "in the night a terrible storm hit the {ship}",
      ],
      effects: [
        "a wave broke over the deck and carried away {number} barrels",
        "the main sail tore, and the mast of the {ship} cracked",
        "water ran into the cabin, and the {cargo} got wet",
      ],
      reactions: [
        '"hold on to the ropes!" shouted {A}',
        "the sailors pumped the water out as fast as they could",
        "{B} tied {B:self} to the mast and helped with the sail",
      ],
      resolutions: [
        "at sunrise the storm was over, and the {ship} was still afloat",
        "{A} steered the {ship} behind the {coast}, where the water was calm",
        "the crew mended the sail, and the {ship} sailed on to {far}",
      ],
    },
    {
      causes: [
        "a thick fog came up, and nobody could see the {coast}",
        "the {ship} ran onto a sandbank near the {coast}",
      ],
      effects: [
        "the {ship} could not move, and the crew had to wait for the tide",
        "{A} rang the bell so that other ships would hear it",
        "the sailors threw some of the {cargo} into the sea",
      ],
      reactions: [
        '"the tide will lift us," said {A} to the crew',
        "{B} measured how deep the water was",
        "the crew was {worry}, but {A} stayed calm",
      ],
      resolutions: [
        "when the tide came, the {ship} floated again",
        "a small boat came from the {coast} and showed them the way",
        "with {A's} {tool} {A} found the way into the harbour",
      ],
    },
    {
      causes: [
        "{B} saw a man on a raft not far from the {coast}",
        "somebody was waving a shirt on the beach near the {coast}",
      ],
      effects: [
        "{A} ordered the crew to lower a boat at once",
        "the sailors rowed to the man and pulled him on board",
        "the man was so weak that he could hardly speak",
      ],
      reactions: [
        "{B} gave the man water and a warm blanket",
        '"my ship went down {number} days ago," said the man',
      ],
      resolutions: [
        "the man stayed on the {ship} and became a good sailor",
        "the {ship} brought the man safely home to {far}",
        "the man's family in {far} thanked {A:him} with tears",
      ],
    },
  ],
  closings: [
    "at last the {ship} reached the harbour of {far} and dropped the anchor",
    "the sailors unloaded the {cargo} and got their pay",
    "from the {coast} the people of {far} waved to the {ship}",
    "{A} went ashore with {o} and felt solid ground again",
  ],
};
