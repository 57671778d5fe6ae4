import type { Scenario } from "../scenario.ts";

export const school: Scenario = {
  name: "school",
  occupations: [
    { title: "teacher", tool: "pointer", product: "lessons" },
    { title: "principal", tool: "bell", product: "speeches" },
    { title: "caretaker", tool: "broom", product: "repairs" },
    { title: "tutor", tool: "ruler", product: "exercises" },
  ],
  objects: [
    ["globe", "wooden", "blue", "paper"],
    ["notebook", "red", "black", "leather"],
    ["pencil", "yellow", "blue", "wooden"],
    ["kite", "red", "paper", "white"],
    ["satchel", "leather", "brown", "green"],
  ],
  slots: {
    subject: ["history", "music", "science", "drawing", "arithmetic"],
    pupil: ["girl", "smallest boy", "new boy", "tall girl", "youngest pupil"],
    part: ["classroom", "playground", "corridor", "attic"],
  },
  openings: [
    "{A:name} was the {occupation} of the little school in {town}",
    "at the school of {town} the {occupation} {A:name} was loved by all the children",
    "{A:name} came to the school in {town} as a {occupation} in {month}",
    "the school of {town} had {number} classes and a {occupation} called {A:name}",
  ],
  objectIntroductions: [
    "on a desk in the classroom lay {o}",
    "{A} had brought {o} from home to show it to the class",
    "one of the children found {o} in the {part}",
    "for the lesson in {subject} {A} needed {o}",
    "the best pupil in {subject} would get {o} as a prize",
  ],
  early: [
    "the bell rang, and the children ran into the classroom",
    "the first lesson of the day was {subject}",
    "{A} [wrote|read out] the names of the children and opened a window",
    "the children hung their coats in the corridor and sat down",
    "{A} asked the class to open their books on {subject}",
    "in the {part} the older children were waiting for {A:him}",
    "nobody had done the homework in {subject} except the {pupil}",
  ],
  middle: [
    "{A} [explained|repeated] the lesson in {subject} until everyone understood",
    "the {pupil} laughed, and the whole class laughed too",
    "during the break the children played in the {part}",
    "{A} used {A's} {tool} to show the class how it was done",
    "the children learned a poem about the {season} by heart",
    "{B} helped the smaller children with their {subject}",
    "there was a test in {subject}, and the classroom was very quiet",
    "after {subject} came {subject+}, which the children liked better",
    "the children drew {o} with their coloured pencils",
  ],
  plots: [
    {
      causes: [
        "the {pupil} did not come back from the {part} after the break",
        "{A} counted the class and found that the {pupil} was missing",
      ],
      effects: [
        "{A} looked for the {pupil} in the {part} and in the yard",
        "the children called for the {pupil}, but there was no answer",
        "the lesson in {subject} stopped, and everybody helped to search",
      ],
      reactions: [
        '"has anyone seen the {pupil}?" asked {A}',
        "{B} remembered a door behind the {part}",
      ],
      resolutions: [
        "the {pupil} was sleeping in the {part} with {o} on the floor",
        "{they} found the {pupil} behind the {part}, playing with the {pet}",
        "the {pupil} had gone home to fetch a book on {subject}",
      ],
    },
    {
      causes: [
        "a ball flew through the window of the {part} and broke the glass",
        "somebody had painted a funny face on the wall of the {part}",
      ],
      effects: [
        "{A} stopped the lesson in {subject} and asked who had done it",
        "nobody in the class said a word, and all looked at the floor",
        "the mayor of {town} came and was very angry with the class",
      ],
      reactions: [
        '"tell the truth and nothing will happen," said {A}',
        "the {pupil} began to cry and looked at {A:him}",
      ],
      resolutions: [
        "at last the {pupil} stood up and told the truth",
        "the children cleaned the {part} together after school",
        "the {pupil} promised to pay for it from the next pocket money",
      ],
    },
    {
      causes: [
        "the {pupil} could not answer a single question in {subject}",
        "the {pupil} had failed the test in {subject} and wept",
      ],
      effects: [
        "some children laughed, but {A} told them to be quiet",
        "{A} stayed after school to explain {subject} once more",
      ],
      reactions: [
        '"{subject} is hard for everybody at first," said {A}',
        "{B} drew a picture on the board to make it easier",
        "the {pupil} tried again and again and did not give up",
      ],
      resolutions: [
        "{number} weeks later the {pupil} was the best in {subject}",
        "suddenly the {pupil} understood it and laughed with joy",
        "in the next test the {pupil} got a good mark in {subject}",
      ],
    },
  ],
  closings: [
    "the last bell rang, and the children ran out of the school",
    "{A} cleaned the board and closed the door of the classroom",
    "on the way home the children still talked about {o}",
    "{A} put {o} on the desk and corrected the tests in {subject}",
  ],
};
