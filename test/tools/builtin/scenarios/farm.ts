import type { Scenario } from "../scenario.ts";

export const farm: Scenario = {
  name: "farm",
  occupations: [
    { title: "farmer", tool: "plough", product: "wheat" },
    { title: "shepherd", tool: "staff", product: "wool" },
    { title: "cheesemaker", tool: "churn", product: "cheese" },
    { title: "miller", tool: "sieve", product: "flour" },
  ],
  objects: [
    ["bucket", "wooden", "tin", "blue"],
    ["cart", "green", "wooden", "red"],
    ["saddle", "leather", "black", "brown"],
    ["rope", "red", "long", "white"],
    ["scarf", "woollen", "red", "grey"],
  ],
  slots: {
    animal: ["cow", "horse", "sheep", "pig", "ox", "lamb"],
    crop: ["wheat", "barley", "potatoes", "hay", "corn"],
    ground: ["barn", "stable", "cowshed", "mill"],
  },
  openings: [
    "{A:name} was a {occupation} and lived on a farm outside {town}",
    "on a hill above {town} lay the farm of {A:name}, the {occupation}",
    "the {occupation} {A:name} had {number} cows and a field of {crop} near {town}",
    "since {month} the {occupation} {A:name} had worked on a farm in {town}",
  ],
  objectIntroductions: [
    "beside the door of the {ground} stood {o}",
    "{A} took {o} and walked to the {ground}",
    "in the hay of the {ground} {A} found {o}",
    "a neighbour had lent {A:him} {o} for the harvest",
    "at the fair in {far} {A} had bought {o}",
  ],
  early: [
    "{A} [fed|milked] the animals and opened the gate of the {ground}",
    "the rooster crowed, and the {animal} waited in the {ground}",
    "{A} led the {animal} from the meadow to the {ground}",
    "the field of {crop} behind the {ground} was ready for the harvest",
    "{A} brushed the {animal} and gave it fresh water",
    "{A} loaded the {crop} onto a wagon beside the {ground}",
    "the hens ran across the yard of the farm",
  ],
  middle: [
    "{they} [cut|brought in] the {crop} before the weather changed",
    "{A} repaired the fence around the {ground} with new boards",
    "the {animal} lay in the grass near the {ground}",
    "{B} drove the wagon with the {crop} to the mill",
    "{A} worked with {A's} {tool} from morning to night",
    "the {animal} ate the {crop} from {B's} hand",
    "{A} carried {number} sacks of {crop} into the {ground}",
    "swallows flew in and out of the {ground}",
    "~the earth was good this year, and the {crop} stood high",
  ],
  plots: [
    {
      causes: [
        "the gate was open, and the {animal} had run away",
        "in the night a wolf frightened the {animal}, and it broke the fence",
      ],
      effects: [
        "{A} followed the tracks of the {animal} along the stream",
        "the {animal} was neither in the {ground} nor on the road",
        "{they} called the {animal} until it was dark",
      ],
      reactions: [
        '"we must find the {animal} before night," said {A}',
        "{B} took {o} and searched the other side of the hill",
      ],
      resolutions: [
        "{B} found the {animal} in the {crop} of a neighbour",
        "the {animal} came home by itself and was hungry",
        "the {pet} {petname} found the {animal} behind the {ground}",
      ],
    },
    {
      causes: [
        "the {animal} was going to have a young one that night",
        "the {animal} was ill and did not want to eat",
      ],
      effects: [
        "{A} stayed in the {ground} and kept the {animal} warm",
        "{A} sent {B:him} to {town} to get the vet",
        "the {animal} lay in the straw and breathed heavily",
      ],
      reactions: [
        '"be brave," said {A} to the {animal}',
        "{B} brought hot water and covered the {animal} with a blanket",
      ],
      resolutions: [
        "at {daybreak} the {animal} stood up and ate some {crop}",
        "in the morning there were two animals in the straw instead of one",
        "a vet gave the {animal} some medicine, and it got well",
      ],
    },
    {
      causes: [
        "black clouds came over the hill while the {crop} was still in the field",
        "the stream rose, and water ran into the field of {crop}",
      ],
      effects: [
        "{they} had only an hour to save the {crop}",
        "all the neighbours came with wagons to help {A:him}",
        "the {animal} was tired, but it pulled the wagon to the {ground}",
      ],
      reactions: [
        '"faster, or the {crop} will be lost," cried {A}',
        "{B} threw the {crop} onto the wagon with a fork",
      ],
      resolutions: [
        "the last wagon reached the {ground} when the first drops fell",
        "half of the {crop} was saved, and that was enough for the winter",
        "{they} lost the {crop}, but the neighbours shared theirs",
      ],
    },
  ],
  closings: [
    "in the evening the {animal} was back in the {ground}, and the farm was quiet",
    "{A} closed the {ground} and looked at the field of {crop} once more",
    "the {crop} was in the barn, and {they} thanked the neighbours",
    "{A} hung {o} on a nail in the {ground} and went in to supper",
  ],
};
