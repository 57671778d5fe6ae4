import type { Scenario } from "../scenario.ts";

export const festival: Scenario = {
  name: "festival",
  occupations: [
    { title: "musician", tool: "fiddle", product: "songs" },
    { title: "juggler", tool: "hoop", product: "tricks" },
    { title: "storyteller", tool: "lute", product: "tales" },
    { title: "dancer", tool: "fan", product: "dances" },
  ],
  objects: [
    ["drum", "red", "leather", "wooden"],
    ["mask", "golden", "white", "paper"],
    ["trumpet", "brass", "silver", "golden"],
    ["dress", "silk", "blue", "yellow"],
    ["balloon", "red", "green", "striped"],
  ],
  slots: {
    feast: ["harvest festival", "spring fair", "lantern parade", "wedding"],
    treat: ["sausages", "gingerbread", "roasted nuts", "lemonade"],
    act: ["puppets", "fireworks", "dancers", "singers"],
    square: ["market square", "meadow", "river bank", "village green"],
  },
  openings: [
    "in {month} the people of {town} celebrated the {feast}, and {A:name} was the {occupation}",
    "the {occupation} {A:name} came to {town} for the {feast}",
    "{A:name} was a {occupation} and waited all year for the {feast} in {town}",
    "for the {feast} the {occupation} {A:name} had practised {product} for weeks",
  ],
  objectIntroductions: [
    "for the {feast} {A} had [borrowed|made] {o}",
    "{A} carried {o} through the crowd on the {square}",
    "at a stall {A} won {o} with the first throw",
    "the prize of the {feast} was {o}",
    "from a trunk {A} took {o} and showed it to the children",
  ],
  early: [
    "the houses around the {square} were decorated with flags and flowers",
    "on the {square} people built tables and a stage for the {act}",
    "it smelled of {treat} everywhere on the {square}",
    "children with painted faces ran across the {square}",
    "the band began to play, and the {feast} was opened",
    "{A} tried {A's} {tool} once more",
    "visitors from {far} came to {town} to see the {act}",
  ],
  middle: [
    "the {act} [began|appeared], and the crowd on the {square} clapped",
    "{A} bought {treat} for {B:him} and for the children",
    "{they} danced on the {square} until their feet hurt",
    "{A} showed {A's} {product} on the stage, and everybody cheered",
    "{B} sang an old song, and the whole crowd joined in",
    "an old couple sat in the shade and ate {treat}",
    "after the {act} there were {treat} for all the guests",
    "{A} lifted a child up so that it could see the {act}",
    "the parade moved from the {square} to the church and back",
  ],
  plots: [
    {
      causes: [
        "just before the {act} the lights on the {square} went out",
        "the stage for the {act} broke with a loud noise",
      ],
      effects: [
        "it was dark on the {square}, and the children were afraid",
        "the crowd grew restless and called for the {act}",
        "the mayor wanted to end the {feast} at once",
      ],
      reactions: [
        '"somebody must do something," said {B}',
        "{A} jumped onto a table with {o} and asked for silence",
      ],
      resolutions: [
        "the people lit candles, and the {feast} was more beautiful than before",
        "{A} played alone until the stage was repaired",
        "{number} carpenters mended it, and the {act} could begin",
      ],
    },
    {
      causes: [
        "a little girl had lost her parents in the crowd",
        "a small boy stood alone on the {square} and cried",
      ],
      effects: [
        "{A} gave the child some {treat} and asked for its name",
        "the child could only say that it came from {far}",
        "{A} took the child onto {A's} shoulders and walked through the crowd",
      ],
      reactions: [
        '"we will find your mother," said {A} to the child',
        "{B} asked at every stall about the parents of the child",
      ],
      resolutions: [
        "near the {act} the mother saw her child and ran to {them}",
        "from the stage {A} called the parents, and they came at once",
        "the father had looked for the child everywhere and thanked {A:him}",
      ],
    },
    {
      causes: [
        "{A} took part in the contest of the {feast}",
        "at the {feast} there was a contest for the best {occupation}",
      ],
      effects: [
        "a stranger from {far} was very good, and the crowd clapped loudly",
        "{A} trembled a little when {A's} name was called",
        "in the middle of it the {tool} fell from {A's} hands",
      ],
      reactions: [
        '"you can do it!" shouted {B}',
        "{A} took a deep breath and began again",
      ],
      resolutions: [
        "{A} won the contest and was given a crown of flowers",
        "the judges gave the prize to {A:him} and to the stranger",
        "{A} did not win, but the children loved {A's} {product} best",
      ],
    },
  ],
  closings: [
    "at midnight the {feast} ended, and the {square} was empty",
    "the last song was over, and {they} ate the rest of the {treat}",
    "people would talk about this {feast} for years",
    "with {o} under the arm {A} left the {square}",
  ],
};
