import type { Scenario } from "../scenario.ts";

export const garden: Scenario = {
  name: "garden",
  occupations: [
    { title: "gardener", tool: "spade", product: "roses" },
    { title: "beekeeper", tool: "smoker", product: "honey" },
    { title: "botanist", tool: "notebook", product: "seeds" },
    { title: "herbalist", tool: "sickle", product: "herbs" },
  ],
  objects: [
    ["watering can", "green", "tin", "copper"],
    ["bench", "white", "stone", "wooden"],
    ["basket", "yellow", "straw", "brown"],
    ["statue", "stone", "white", "wooden"],
    ["glove", "leather", "grey", "green"],
  ],
  slots: {
    plant: ["roses", "tulips", "beans", "strawberries", "lilies", "peas", "tomatoes"],
    bed: ["pond", "hedge", "greenhouse", "apple tree", "gate", "shed"],
    pest: ["snails", "rabbits", "crows"],
  },
  openings: [
    "{A:name} was a {occupation} and looked after a large garden in {town}",
    "behind the old house in {town} lay the garden of {A:name}, the {occupation}",
    "the {occupation} {A:name} grew {plant} and sold {product} in {town}",
    "in {month} the {occupation} {A:name} began to work in a garden near {town}",
  ],
  objectIntroductions: [
    "beside the {bed} stood {o} that {A} liked very much",
    "{A} took {o} from the house and went to the {bed}",
    "in the earth near the {bed} {A} found {o}",
    "the owner of the garden had given {A:him} {o}",
    "under the leaves of the {plant} lay {o}",
  ],
  early: [
    "{A} watered the {plant} beside the {bed} before the sun was high",
    "{A} [dug|prepared] a new bed for the {plant} with great care",
    "the {plant} near the {bed} had grown overnight",
    "{A} pulled the weeds between the {plant} and threw them on a heap",
    "bees flew from flower to flower around the {bed}",
    "{A} pushed the barrow with fresh earth to the {bed}",
    "the air in the garden smelled of {plant} and wet grass",
  ],
  middle: [
    "{A} [planted|sowed] {plant+} in a row along the {bed}",
    "{B} cut the hedge while {A} tied up the {plant}",
    "{A} worked with {A's} {tool} until {A's} back hurt",
    "a bird built its nest beside the {bed} and sang all day",
    "visitors walked through the garden and admired the {plant}",
    "{B} picked some of the {plant} for the kitchen",
    "a butterfly sat down on {o} and opened its wings",
    "{they} carried the fallen branches to the {bed}",
    "~the roots of the {plant} need a lot of water in {month}",
  ],
  plots: [
    {
      causes: [
        "one morning half of the {plant} had been eaten by {pest}",
        "{A} saw that the leaves of the {plant} were full of holes",
        "{pest} had come into the garden at night",
      ],
      effects: [
        "the {pest} had left nothing but bare stems beside the {bed}",
        "every day the {pest} ate more of the {plant}",
        "{A} was {worry} about the {plant} and could not sleep",
      ],
      reactions: [
        '"these {pest} will eat the whole garden," said {A}',
        "{B} read a book about {pest} and had an idea",
        "{they} watched the {bed} all night to see the {pest}",
      ],
      resolutions: [
        "{A} put a net over the {plant}, and the {pest} stayed away",
        "{they} built a fence of wire, and no {pest} came through",
        "the {pet} {petname} chased the {pest} out of the garden",
      ],
    },
    {
      causes: [
        "it had not rained for weeks, and the {plant} were dying",
        "the well in the garden was dry, and the {plant} hung their heads",
      ],
      effects: [
        "the earth around the {bed} was as hard as stone",
        "the leaves of the {plant} turned yellow and fell",
        "{A} carried water from the river in buckets",
      ],
      reactions: [
        '"without water we will lose the {plant}," said {B}',
        "{A} looked at the empty sky and sighed",
      ],
      resolutions: [
        "on {day+} the rain came at last and saved the {plant}",
        "{they} dug a ditch from the river to the {bed}",
        "only the {plant} in the shade of the {bed} survived",
      ],
    },
    {
      causes: [
        "while {A} was digging near the {bed}, the {tool} struck something hard",
        "under the roots of the {plant} {A} saw something shine",
      ],
      effects: [
        "{A} dug deeper and found a pot full of old coins",
        "it was a ring that somebody had lost {number} years before",
        "{A} called {B:him}, and {they} cleaned it with water",
      ],
      reactions: [
        '"it must belong to somebody in {town}," said {B}',
        "{they} sat down beside the {bed} and looked at the treasure",
      ],
      resolutions: [
        "an old lady recognised it and gave {A:him} {plant+} as a reward",
        "{A} sold it in {far} and bought a new {bed} for the garden",
        "the mayor of {town} put it into the museum",
      ],
    },
  ],
  closings: [
    "in the evening the garden was quiet, and the {plant} closed their flowers",
    "{A} cleaned {A's} {tool} and put it away",
    "{A} took a bunch of {plant} home and put them into water",
    "{they} sat on the grass by the {bed} and watched the sunset",
  ],
};
